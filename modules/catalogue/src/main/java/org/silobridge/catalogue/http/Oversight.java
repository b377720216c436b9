package org.silobridge.catalogue.http;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.enforcement.Enforcement;
import org.silobridge.catalogue.enforcement.EnforcementStatus;
import org.silobridge.catalogue.enforcement.RightsSurvey;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Violation;

/** What those who watch over the exchange see of its ledger and its enforcement, and what the operator confirms. */
public final class Oversight {
    static final Refusal NO_CHECKPOINT = Refusal.of(Kind.UNAVAILABLE, Reason.of("catalogue.unavailable.no-checkpoint"));

    /** Days. What nobody granted has to end, or to become a grant. */
    private static final int LONGEST_KEPT = 90;

    private final LedgerPages ledger;
    private final Enforcement enforcement;

    public Oversight(LedgerPages ledger, Enforcement enforcement) {
        this.ledger = ledger;
        this.enforcement = enforcement;
    }

    /** The ledger to export; UNAVAILABLE before its first checkpoint. One that is there stays: no export is empty. */
    public Outcome<LedgerPages> export(Actor by) {
        return Permission.EXPORT_LEDGER
                .admit(by)
                .flatMap(admitted ->
                        ledger.checkpoint().isEmpty() ? Outcome.refused(NO_CHECKPOINT) : Outcome.ok(ledger));
    }

    /** A page of the ledger's entries. */
    public Outcome<JsonObject> entries(Actor by, long from, int limit) {
        return Permission.LIST_LEDGER_ENTRIES.admit(by).map(admitted -> ledger.entries(from, limit));
    }

    /** How Kafka compares with the grants. */
    public Outcome<EnforcementStatus> enforcement(Actor by) {
        return Permission.GET_ENFORCEMENT.admit(by).map(admitted -> enforcement.status());
    }

    /** Every right on Kafka, scored. */
    public Outcome<RightsSurvey> survey(Actor by) {
        return Permission.GET_SURVEY.admit(by).flatMap(admitted -> enforcement.survey());
    }

    /** Leaves a right for a time that nobody granted, or takes that back (0 days); it needs a reason. */
    public Outcome<Instant> keep(Actor by, String right, int days, String reason) {
        return Permission.KEEP_RIGHT.admit(by).flatMap(admitted -> {
            var violations = new ArrayList<Violation>();
            if (reason.isBlank()) {
                violations.add(new Violation("reason", reason, Reason.of("catalogue.input.text", "max", 2000)));
            }
            if (days < 0 || days > LONGEST_KEPT) {
                violations.add(new Violation(
                        "days", String.valueOf(days), Reason.of("enforcement.keep-days", "max", LONGEST_KEPT)));
            }
            return violations.isEmpty()
                    ? enforcement.keep(right, days, by.id(), reason)
                    : Outcome.invalid(Reason.of("catalogue.input.invalid", "count", violations.size()), violations);
        });
    }

    /** Goes on with a plan that a guard stopped; it needs a reason. */
    public Outcome<EnforcementStatus> confirm(Actor by, String plan, String reason) {
        return Permission.CONFIRM_PLAN.admit(by).flatMap(admitted -> {
            if (reason.isBlank()) {
                return Outcome.invalid(
                        Reason.of("catalogue.enforcement.confirmation-needs-reason"),
                        List.of(new Violation("reason", reason, Reason.of("catalogue.input.text", "max", 2000))));
            }
            return enforcement.confirm(plan, by.id(), reason);
        });
    }
}
