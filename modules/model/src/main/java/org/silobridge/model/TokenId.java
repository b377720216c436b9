package org.silobridge.model;

import java.util.random.RandomGenerator;

/** An API token. Not the secret itself. Opaque and stable; see {@link OpaqueId} for the form. */
public record TokenId(String value) {
    public static final String KIND = "tok";

    public TokenId {
        OpaqueId.checked(KIND, value);
    }

    public static TokenId random(RandomGenerator random) {
        return new TokenId(OpaqueId.random(KIND, random));
    }

    @Override
    public String toString() {
        return value;
    }
}
