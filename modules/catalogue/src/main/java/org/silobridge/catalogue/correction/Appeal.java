package org.silobridge.catalogue.correction;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.correction.Correction.Refused;
import org.silobridge.model.ActorId;

/**
 * That a department does not take a refusal: once for each dispute.
 *
 * @param grounds for the two departments and the coordinators
 * @param ruling null: not yet
 */
public record Appeal(
        Refused against,
        Instant at,
        ActorId by,
        String grounds,
        @Nullable Ruling ruling) {

    /**
     * What a coordinator decided, for good.
     *
     * @param isOrder whether the owner has to put the record right; or its refusal stands
     */
    public record Ruling(Instant at, ActorId by, boolean isOrder, String reason) {}

    Appeal ruled(Ruling how) {
        return new Appeal(against, at, by, grounds, how);
    }
}
