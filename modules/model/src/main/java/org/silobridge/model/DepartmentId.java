package org.silobridge.model;

import java.util.random.RandomGenerator;

/** A participating body. Starts its Kafka principal, groups and transactional ids. Opaque and stable; see {@link OpaqueId} for the form. */
public record DepartmentId(String value) {
    public static final String KIND = "dep";

    public DepartmentId {
        OpaqueId.checked(KIND, value);
    }

    public static DepartmentId random(RandomGenerator random) {
        return new DepartmentId(OpaqueId.random(KIND, random));
    }

    @Override
    public String toString() {
        return value;
    }
}
