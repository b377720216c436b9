package org.silobridge.model;

import java.util.random.RandomGenerator;

/** Something that a department is told. Opaque and stable; see {@link OpaqueId} for the form. */
public record NoticeId(String value) {
    public static final String KIND = "ntc";

    public NoticeId {
        OpaqueId.checked(KIND, value);
    }

    public static NoticeId random(RandomGenerator random) {
        return new NoticeId(OpaqueId.random(KIND, random));
    }

    @Override
    public String toString() {
        return value;
    }
}
