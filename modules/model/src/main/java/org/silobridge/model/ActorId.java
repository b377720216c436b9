package org.silobridge.model;

import java.util.random.RandomGenerator;

/** A person or machine that acts: what tokens and ledger entries carry beside the department. Opaque and stable; see {@link OpaqueId} for the form. */
public record ActorId(String value) {
    public static final String KIND = "act";

    public ActorId {
        OpaqueId.checked(KIND, value);
    }

    public static ActorId random(RandomGenerator random) {
        return new ActorId(OpaqueId.random(KIND, random));
    }

    @Override
    public String toString() {
        return value;
    }
}
