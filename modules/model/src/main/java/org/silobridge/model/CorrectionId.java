package org.silobridge.model;

import java.util.random.RandomGenerator;

/** A department's dispute of a record that it reads. Opaque and stable; see {@link OpaqueId} for the form. */
public record CorrectionId(String value) {
    public static final String KIND = "cor";

    public CorrectionId {
        OpaqueId.checked(KIND, value);
    }

    public static CorrectionId random(RandomGenerator random) {
        return new CorrectionId(OpaqueId.random(KIND, random));
    }

    @Override
    public String toString() {
        return value;
    }
}
