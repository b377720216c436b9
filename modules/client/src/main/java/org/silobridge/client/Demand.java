package org.silobridge.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.DemandId;
import org.silobridge.model.DemandState;

/**
 * Data that the catalogue does not have, as a department needs it.
 *
 * @param holder the department that should hold it
 * @param due by when that one has to answer; null where it has, or where the law sets no time
 * @param ended null while it is open
 */
public record Demand(
        DemandId id,
        NamedDepartment department,
        NamedDepartment holder,
        String subject,
        String description,
        String purpose,
        String legalBasis,
        DemandState state,
        Instant filedAt,
        ActorId filedBy,
        @Nullable Due due,
        @Nullable Ended ended) {

    /**
     * What became of it.
     *
     * @param dataset that holds the data now
     * @param reason why it was declined
     */
    public record Ended(
            Instant at,
            ActorId actor,
            @Nullable NamedDataset dataset,
            @Nullable String reason) {}
}
