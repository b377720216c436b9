package org.silobridge.model;

import java.util.random.RandomGenerator;

/** An entry of the ledger. Opaque and stable; see {@link OpaqueId} for the form. */
public record EntryId(String value) {
    public static final String KIND = "ent";

    public EntryId {
        OpaqueId.checked(KIND, value);
    }

    public static EntryId random(RandomGenerator random) {
        return new EntryId(OpaqueId.random(KIND, random));
    }

    @Override
    public String toString() {
        return value;
    }
}
