package org.silobridge.model;

import java.util.random.RandomGenerator;

/** A department's demand for data that the catalogue does not have. Opaque and stable; see {@link OpaqueId} for the form. */
public record DemandId(String value) {
    public static final String KIND = "dmd";

    public DemandId {
        OpaqueId.checked(KIND, value);
    }

    public static DemandId random(RandomGenerator random) {
        return new DemandId(OpaqueId.random(KIND, random));
    }

    @Override
    public String toString() {
        return value;
    }
}
