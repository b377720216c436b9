package org.silobridge.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;

/**
 * A key that an actor signs decisions with.
 *
 * @param id made from the key
 * @param department whose decisions it signs; null: a coordinator's, for theirs
 * @param publicKey base64 of its 32 bytes
 * @param state whether it was only offered, or confirmed, or revoked, in a word
 */
public record SigningKey(
        String id,
        ActorId actor,
        @Nullable DepartmentId department,
        String publicKey,
        String state,
        Instant offeredAt,
        @Nullable Instant confirmedAt,
        @Nullable ActorId confirmedBy,
        @Nullable Instant revokedAt) {}
