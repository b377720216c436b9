package org.silobridge.model;

import java.util.random.RandomGenerator;

/** An address that a department's notices go to. Opaque and stable; see {@link OpaqueId} for the form. */
public record DeliveryTargetId(String value) {
    public static final String KIND = "tgt";

    public DeliveryTargetId {
        OpaqueId.checked(KIND, value);
    }

    public static DeliveryTargetId random(RandomGenerator random) {
        return new DeliveryTargetId(OpaqueId.random(KIND, random));
    }

    @Override
    public String toString() {
        return value;
    }
}
