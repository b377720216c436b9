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

    /** A token by its id. It ends at {@code expiresAt}, or did at {@code endedAt}. */
    public record Token(
            TokenId tokenId,
            String label,
            Instant issuedAt,
            Instant expiresAt,
            @Nullable Instant endedAt) {}
}
