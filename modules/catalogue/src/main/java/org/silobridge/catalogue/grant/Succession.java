package org.silobridge.catalogue.grant;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.department.Department;
import org.silobridge.catalogue.department.DepartmentStore;
import org.silobridge.catalogue.kafka.KafkaRights;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.procedure.GrantRevoked;
import org.silobridge.catalogue.procedure.LiveGrant;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Violation;

/**
 * Departments end. What one may read passes to its successor, all of it in one transaction, or ends with it. A department
 * that owns datasets cannot end yet: topics and their rights are not passed on.
 */
public final class Succession {
    private static final int MAX_REASON = 2000;

    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final KafkaRights kafka;
    private final GrantNotices notices;
    private final Clock clock;
    private final GrantStore store = new GrantStore();
    private final DatasetStore datasets = new DatasetStore();
    private final DepartmentStore departments = new DepartmentStore();

    public Succession(
            Transactions transactions, LedgerStaging ledger, KafkaRights kafka, Notices notices, Clock clock) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.kafka = kafka;
        this.notices = new GrantNotices(notices);
        this.clock = clock;
    }

    /**
     * A coordinator says that a department has ended. With a successor its grants are the successor's, once they are
     * applied; what was suspended stays suspended. Without one they are revoked. The same again changes nothing.
     *
     * @param successor id or slug; null: nobody does its work
     * @return the department; CONFLICT where it owns datasets, or the successor would hold a grant from itself
     */
    public Outcome<Department> end(Actor by, String idOrSlug, @Nullable String successor, String reason) {
        if (reason.isBlank() || reason.length() > MAX_REASON) {
            return Outcome.invalid(
                    Reason.of("catalogue.input.invalid", "count", 1),
                    List.of(new Violation("reason", null, Reason.of("catalogue.input.text", "max", MAX_REASON))));
        }
        var ended = Permission.NAME_SUCCESSOR
                .admit(by)
                .flatMap(admitted -> transactions.decide(db -> departments
                        .find(db, idOrSlug)
                        .map(found -> departments.lock(db, found.id()))
                        .map(department -> successor(db, department, successor)
                                .flatMap(next -> end(db, by, department, next, reason)))
                        .orElseGet(() -> Outcome.refused(
                                Kind.NOT_FOUND, Reason.of("catalogue.department.unknown", "department", idOrSlug)))));
        kafka.poke();
        return ended;
    }

    private Outcome<Optional<Department>> successor(Handle db, Department department, @Nullable String successor) {
        if (successor == null) {
            return Outcome.ok(Optional.empty());
        }
        var next = departments.find(db, successor);
        if (next.isEmpty() || next.get().hasEnded() || next.get().id().equals(department.id())) {
            return Outcome.invalid(
                    Reason.of("catalogue.input.invalid", "count", 1),
                    List.of(new Violation("successor", successor, Reason.of("catalogue.department.no-successor"))));
        }
        return Outcome.ok(next);
    }

    private Outcome<Department> end(
            Handle db, Actor by, Department department, Optional<Department> successor, String reason) {
        var next = successor.map(Department::id);
        if (department.hasEnded()) {
            return Optional.ofNullable(department.successor()).equals(next)
                    ? Outcome.ok(department)
                    : Outcome.refused(
                            Kind.CONFLICT, Reason.of("catalogue.department.ended", "department", department.slug()));
        }
        var owned = datasets.all(db).stream()
                .filter(dataset -> dataset.owner().equals(department.id()))
                .map(dataset -> dataset.name().toString())
                .distinct()
                .collect(Collectors.joining(", "));
        if (!owned.isEmpty()) {
            return Outcome.refused(
                    Kind.CONFLICT,
                    Reason.of(
                            "catalogue.department.owns-datasets", "department", department.slug(), "datasets", owned));
        }
        return fates(db, by, department.id(), next).map(fates -> {
            var now = Columns.now(clock);
            departments.end(db, department.id(), next.orElse(null), by.id(), now);
            var entry = EntryDraft.by(
                            by.id(), EntryType.DEPARTMENT_ENDED, department.id().value())
                    .concerning(department.id())
                    .with("reason", reason);
            ledger.stage(db, next.map(id -> entry.with("successor", id.value())).orElse(entry));
            fates.forEach(fate -> carryOut(db, by, fate, reason, now));
            return departments.find(db, department.id()).orElseThrow();
        });
    }

    /** What becomes of one grant: it passes, or it ends. */
    private record Fate(
            Grant grant,
            DepartmentId owner,
            @Nullable LiveGrant passed,
            @Nullable GrantRevoked ended) {}

    /** In the order of their ids; refused with all that speaks against it. */
    private Outcome<List<Fate>> fates(Handle db, Actor by, DepartmentId department, Optional<DepartmentId> successor) {
        var fates = new ArrayList<Fate>();
        var against = new ArrayList<Violation>();
        var live = store.list(db, null, department, null).stream()
                .filter(grant -> !grant.hasEnded())
                .sorted(Comparator.comparing(grant -> grant.id().value()))
                .map(grant -> store.lock(db, grant.id()).orElseThrow())
                .toList();
        for (var grant : live) {
            var owner = datasets.find(db, grant.dataset()).orElseThrow().owner();
            grant.life(owner).ifPresent(life -> {
                var fate = successor.isPresent()
                        ? life.passToSuccessor(by, successor.get()).map(passed -> new Fate(grant, owner, passed, null))
                        : life.dissolve(by, Columns.now(clock)).map(end -> new Fate(grant, owner, null, end));
                if (fate instanceof Outcome.Refused<Fate> refused) {
                    against.add(new Violation(
                            "grants." + grant.id(), null, refused.refusal().reason()));
                } else {
                    fates.add(fate.orThrow());
                }
            });
        }
        return against.isEmpty()
                ? Outcome.ok(fates)
                : Outcome.refused(new Refusal(Kind.CONFLICT, against.get(0).reason(), against));
    }

    private void carryOut(Handle db, Actor by, Fate fate, String reason, Instant now) {
        var before = fate.grant();
        var passed = fate.passed();
        var after = passed == null ? before.revoked(by.id(), reason, now).orThrow() : before.passed(passed);
        store.update(db, after);
        var entry = EntryDraft.by(
                        by.id(),
                        passed == null ? EntryType.GRANT_REVOKED : EntryType.GRANT_PASSED,
                        after.id().value())
                .concerning(after.department())
                .with("dataset", after.dataset().value())
                .with("reason", reason);
        if (passed == null) {
            ledger.stage(db, entry);
        } else {
            store.insertFormer(db, after.id(), before.department(), now);
            ledger.stage(db, entry.with("from", before.department().value()));
        }
        var code = passed == null ? "catalogue.notice.grant-revoked" : "catalogue.notice.grant-passed";
        for (var told : List.of(after.department(), fate.owner())) {
            notices.tell(db, by.id(), told, code, after, now, reason);
        }
    }
}
