package org.silobridge.catalogue.signing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.silobridge.ledger.ActorKey;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;

/**
 * A key that an actor offered for their signatures.
 *
 * @param department for whose decisions; null: a coordinator's, for theirs
 * @param confirmedBy who says that it is this actor's; null: nobody yet, and it signs nothing
 * @param revokedAt null: it goes on
 */
public record SigningKey(
        ActorKey key,
        ActorId actor,
        @Nullable DepartmentId department,
        Instant offeredAt,
        @Nullable Instant confirmedAt,
        @Nullable ActorId confirmedBy,
        @Nullable Instant revokedAt) {

    /** Made from the key. */
    public String id() {
        return key.id();
    }

    /** {@code offered}, {@code confirmed} or {@code revoked}. */
    public String state() {
        return revokedAt != null ? "revoked" : confirmedAt != null ? "confirmed" : "offered";
    }
}
