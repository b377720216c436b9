package org.silobridge.model;

import java.util.Arrays;
import java.util.Optional;

/** The sharing class of a field group, least strict first: {@link #compareTo} orders by strictness, and the strictest group asked for decides the route of a request (State Council Decree 809; 51号). */
public enum Sharing {
    /** Granted by rule, at once. */
    UNCONDITIONAL("unconditional"),
    /** The owner's steward decides. */
    CONDITIONAL("conditional"),
    /** Refused; the contract cites the legal basis. */
    NOT_SHARED("not-shared");

    private final String word;

    Sharing(String word) {
        this.word = word;
    }

    /** The word that files, the API and the ledger use. */
    public String word() {
        return word;
    }

    public static Optional<Sharing> of(String word) {
        return Arrays.stream(values()).filter(v -> v.word.equals(word)).findFirst();
    }

    @Override
    public String toString() {
        return word;
    }
}
