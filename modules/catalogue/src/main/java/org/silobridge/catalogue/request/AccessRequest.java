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
 * @param decision null while pending
 * @param extension null where the time to answer was not extended
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
        @Nullable Extension extension) {

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

    /** The same request, with more time. */
    AccessRequest extended(Extension more) {
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
                more);
    }

    /** The same request, decided. */
    AccessRequest decided(RequestState outcome, Decision how) {
        return new AccessRequest(
                id,
                dataset,
                department,
                purpose,
                legalBasis,
                scenario,
                groups,
                durationDays,
                outcome,
                filedAt,
                filedBy,
                how,
                extension);
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
