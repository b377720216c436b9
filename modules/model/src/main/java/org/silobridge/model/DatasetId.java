package org.silobridge.model;

import java.util.random.RandomGenerator;

/** One department's feed under a contract. Opaque and stable; see {@link OpaqueId} for the form. */
public record DatasetId(String value) {
    public static final String KIND = "dst";

    public DatasetId {
        OpaqueId.checked(KIND, value);
    }

    public static DatasetId random(RandomGenerator random) {
        return new DatasetId(OpaqueId.random(KIND, random));
    }

    @Override
    public String toString() {
        return value;
    }
}
