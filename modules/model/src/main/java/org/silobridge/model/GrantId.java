package org.silobridge.model;

import java.util.random.RandomGenerator;

/** The right that an approved request becomes. Opaque and stable; see {@link OpaqueId} for the form. */
public record GrantId(String value) {
    public static final String KIND = "grt";

    public GrantId {
        OpaqueId.checked(KIND, value);
    }

    public static GrantId random(RandomGenerator random) {
        return new GrantId(OpaqueId.random(KIND, random));
    }

    @Override
    public String toString() {
        return value;
    }
}
