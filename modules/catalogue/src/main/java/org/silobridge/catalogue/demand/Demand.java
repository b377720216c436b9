package org.silobridge.catalogue.demand;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DemandId;
import org.silobridge.model.DemandState;
import org.silobridge.model.DepartmentId;

/**
 * A department needs data that the catalogue does not have.
 *
 * @param holder the department that should hold it, and answers
 * @param subject what it is, in a few words
 * @param end null while it is open
 */
public record Demand(
        DemandId id,
        DepartmentId department,
        DepartmentId holder,
        String subject,
        String description,
        String purpose,
        String legalBasis,
        DemandState state,
        Instant filedAt,
        ActorId filedBy,
        @Nullable End end) {

    /**
     * What became of it.
     *
     * @param dataset that holds the data now; null where it came to nothing
     * @param reason why it was declined; else null
     */
    public record End(
            Instant at,
            ActorId by,
            @Nullable DatasetId dataset,
            @Nullable String reason) {}

    /** The same demand, ended. */
    Demand ended(DemandState outcome, End how) {
        return new Demand(
                id, department, holder, subject, description, purpose, legalBasis, outcome, filedAt, filedBy, how);
    }

    /** The same demand, which another department has to answer. */
    Demand heldBy(DepartmentId other) {
        return new Demand(
                id, department, other, subject, description, purpose, legalBasis, state, filedAt, filedBy, end);
    }

    /** The same demand, which another department has. */
    Demand neededBy(DepartmentId other) {
        return new Demand(id, other, holder, subject, description, purpose, legalBasis, state, filedAt, filedBy, end);
    }

    /** Whether the other one is the same need, told to the same department. */
    boolean asksTheSameAs(Demand other) {
        return department.equals(other.department) && holder.equals(other.holder) && subject.equals(other.subject);
    }
}
