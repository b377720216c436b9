package org.silobridge.model;

import java.util.random.RandomGenerator;

/** A department's request for a dataset. Opaque and stable; see {@link OpaqueId} for the form. */
public record RequestId(String value) {
    public static final String KIND = "req";

    public RequestId {
        OpaqueId.checked(KIND, value);
    }

    public static RequestId random(RandomGenerator random) {
        return new RequestId(OpaqueId.random(KIND, random));
    }

    @Override
    public String toString() {
        return value;
    }
}
