package org.silobridge.catalogue.actor;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.TokenId;

/**
 * What is kept of a token: not the secret.
 *
 * @param replaces the token that this one was exchanged for
 * @param lastUsedAt to the minute
 */
public record ApiToken(
        TokenId id,
        ActorId actor,
        String label,
        TokenScope scope,
        Instant issuedAt,
        Instant expiresAt,
        @Nullable TokenId replaces,
        @Nullable Instant lastUsedAt,
        @Nullable Instant endedAt) {

    /** How long it was made for. */
    Duration validity() {
        return Duration.between(issuedAt, expiresAt);
    }

    /** Whether it opens anything at this time. */
    public boolean holdsAt(Instant now) {
        return endedAt == null && expiresAt.isAfter(now);
    }
}
