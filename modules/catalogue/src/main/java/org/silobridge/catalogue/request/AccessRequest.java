package org.silobridge.catalogue.request;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Reason;
import org.silobridge.model.RequestId;
import org.silobridge.model.RequestState;

/**
 * A department asks for a dataset.
 *
 * @param decision null where nobody decided: while it is pending, and when it ended without a decision
 * @param extension null where the time to answer was not extended
 * @param supplement null where none was asked for
 * @param closing null unless it ended without a decision
 */
public record AccessRequest(
        RequestId id,
        DatasetId dataset,
        DepartmentId department,
        String purpose,
        String legalBasis,
        String scenario,
        List<String> groups,
        int durationDays,
        RequestState state,
        Instant filedAt,
        ActorId filedBy,
        @Nullable Decision decision,
        @Nullable Extension extension,
        @Nullable Supplement supplement,
        @Nullable Closing closing) {

    public AccessRequest {
        groups = List.copyOf(groups);
    }

    /**
     * How it was decided.
     *
     * @param by the steward; null where a rule decided
     */
    public record Decision(@Nullable ActorId by, Instant at, Reason reason) {}

    /** That the steward was given more working days to answer, and why. */
    public record Extension(ActorId by, Instant at, String reason, int days) {}

    /**
     * What the steward asked the applicant for, once, for everything that is missing.
     *
     * @param supplied null: it has not come yet, and the steward's clock stands still
     */
    public record Supplement(
            ActorId by,
            Instant at,
            String missing,
            @Nullable Supplied supplied) {}

    /** What the applicant brought. */
    public record Supplied(ActorId by, Instant at, String text) {}

    /**
     * That it ended without a decision.
     *
     * @param by who took it back; null where it lapsed
     */
    public record Closing(@Nullable ActorId by, Instant at) {}

    /** Whether it is the applicant that has to act. */
    public boolean waitsForApplicant() {
        return state == RequestState.PENDING && supplement != null && supplement.supplied() == null;
    }

    /** The same request, with more time. */
    AccessRequest with(Extension more) {
        return with(state, decision, more, supplement, closing);
    }

    /** The same request, with what was asked of the applicant. */
    AccessRequest with(Supplement asked) {
        return with(state, decision, extension, asked, closing);
    }

    /** The same request, decided. */
    AccessRequest decided(RequestState outcome, Decision how) {
        return with(outcome, how, extension, supplement, closing);
    }

    /** The same request, ended without a decision. */
    AccessRequest closed(RequestState outcome, Closing how) {
        return with(outcome, decision, extension, supplement, how);
    }

    private AccessRequest with(
            RequestState state,
            @Nullable Decision decision,
            @Nullable Extension extension,
            @Nullable Supplement supplement,
            @Nullable Closing closing) {
        return new AccessRequest(
                id,
                dataset,
                department,
                purpose,
                legalBasis,
                scenario,
                groups,
                durationDays,
                state,
                filedAt,
                filedBy,
                decision,
                extension,
                supplement,
                closing);
    }

    /** Whether the other one asks for the same, by the same, on the same grounds. */
    boolean asksTheSameAs(AccessRequest other) {
        return dataset.equals(other.dataset)
                && department.equals(other.department)
                && purpose.equals(other.purpose)
                && legalBasis.equals(other.legalBasis)
                && scenario.equals(other.scenario)
                && groups.equals(other.groups)
                && durationDays == other.durationDays;
    }
}
