package org.silobridge.catalogue.actor;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.TokenId;

/** What is kept of a token: not the secret. */
public record ApiToken(
        TokenId id,
        ActorId actor,
        String label,
        Instant issuedAt,
        Instant expiresAt,
        @Nullable Instant endedAt) {}
