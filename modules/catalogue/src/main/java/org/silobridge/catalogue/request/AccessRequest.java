package org.silobridge.catalogue.request;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.clock.Limit;
import org.silobridge.model.ActorId;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Reason;
import org.silobridge.model.RequestId;
import org.silobridge.model.RequestState;

/**
 * A department asks for a dataset.
 *
 * @param department that asks; where that has ended, its successor, from when it was refused
 * @param commitment what it undertakes; empty where it said nothing
 * @param followsMajor whether it asks for the next major of the contract too, once that is there
 * @param checkDays how many working days the conformity check may take, as the law had it on the day; null: no check
 * @param decision null where nobody decided: while it is pending, and when it ended without a decision
 * @param acts what happened to it on its way, in that order
 * @param closing null unless it ended without a decision
 */
public record AccessRequest(
        RequestId id,
        DatasetId dataset,
        DepartmentId department,
        String purpose,
        String legalBasis,
        String scenario,
        String commitment,
        List<String> groups,
        int durationDays,
        boolean followsMajor,
        RequestState state,
        Instant filedAt,
        ActorId filedBy,
        @Nullable Integer checkDays,
        @Nullable Decision decision,
        List<Act> acts,
        @Nullable Closing closing) {

    public AccessRequest {
        groups = List.copyOf(groups);
        acts = List.copyOf(acts);
    }

    /**
     * How it was decided.
     *
     * @param by the steward; null where a rule decided, and where the owner ended
     */
    public record Decision(@Nullable ActorId by, Instant at, Reason reason) {}

    /**
     * That it ended without a decision.
     *
     * @param by who took it back; null where it lapsed
     */
    public record Closing(@Nullable ActorId by, Instant at) {}

    /** Whether a rule decided it at once: nobody had to. */
    public boolean isDecidedByRule() {
        return decision != null && decision.by() == null && decision.at().equals(filedAt);
    }

    /** Whether it was refused because nobody is there to answer it any more. */
    public boolean isRefusedByNobody() {
        return decision != null && decision.by() == null && !isDecidedByRule();
    }

    /** How often something happened to it. */
    int count(Act.Kind kind) {
        return Math.toIntExact(acts.stream().filter(act -> act.kind() == kind).count());
    }

    /** The same request, after another act. */
    AccessRequest after(Act act) {
        var more = new ArrayList<>(acts);
        more.add(act);
        return with(state, decision, more, closing);
    }

    /** The same request, which goes through a conformity check first where the law gives one its days. */
    AccessRequest checkedWithin(Optional<Limit> check) {
        var days = check.map(Limit::days).orElse(null);
        return new AccessRequest(
                id,
                dataset,
                department,
                purpose,
                legalBasis,
                scenario,
                commitment,
                groups,
                durationDays,
                followsMajor,
                state,
                filedAt,
                filedBy,
                days,
                decision,
                acts,
                closing);
    }

    /** The same request, pending again. */
    AccessRequest reopened(Act appeal) {
        return after(appeal).with(RequestState.PENDING, null, after(appeal).acts, closing);
    }

    /** The same request, decided. */
    AccessRequest decided(RequestState outcome, Decision how) {
        return with(outcome, how, acts, closing);
    }

    /** The same request, ended without a decision. */
    AccessRequest closed(RequestState outcome, Closing how) {
        return with(outcome, decision, acts, how);
    }

    private AccessRequest with(
            RequestState state, @Nullable Decision decision, List<Act> acts, @Nullable Closing closing) {
        return new AccessRequest(
                id,
                dataset,
                department,
                purpose,
                legalBasis,
                scenario,
                commitment,
                groups,
                durationDays,
                followsMajor,
                state,
                filedAt,
                filedBy,
                checkDays,
                decision,
                acts,
                closing);
    }

    /** Whether the other one asks for the same, by the same, on the same grounds. */
    boolean asksTheSameAs(AccessRequest other) {
        return dataset.equals(other.dataset)
                && department.equals(other.department)
                && purpose.equals(other.purpose)
                && legalBasis.equals(other.legalBasis)
                && scenario.equals(other.scenario)
                && commitment.equals(other.commitment)
                && groups.equals(other.groups)
                && durationDays == other.durationDays
                && followsMajor == other.followsMajor;
    }
}
