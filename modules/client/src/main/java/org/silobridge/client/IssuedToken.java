package org.silobridge.client;

import java.time.Instant;
import org.silobridge.model.TokenId;

/** A token just made. The exchange keeps its hash alone: this is the only time that it is seen. */
public record IssuedToken(TokenId tokenId, String token, Instant expiresAt) {

    @Override
    public String toString() {
        return "IssuedToken[" + tokenId + ", ***, " + expiresAt + "]";
    }
}
