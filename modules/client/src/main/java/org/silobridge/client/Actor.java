package org.silobridge.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.TokenId;

/** A person or machine that acts on the exchange, and the tokens made for it (not their secrets). */
public record Actor(
        ActorId id,
        String subject,
        String displayName,
        List<RoleBinding> roles,
        Instant registeredAt,
        @Nullable List<Token> tokens) {

    /**
     * A token by its id. It ends at {@code expiresAt}, or did at {@code endedAt}.
     *
     * @param scope what it opens of what its actor may do: {@code all}, {@code read}, operations of the API
     * @param replaces the one that it was exchanged for
     * @param lastUsedAt to the minute; null: never
     */
    public record Token(
            TokenId tokenId,
            String label,
            List<String> scope,
            Instant issuedAt,
            Instant expiresAt,
            @Nullable TokenId replaces,
            @Nullable Instant lastUsedAt,
            @Nullable Instant endedAt) {}
}
