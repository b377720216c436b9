package org.silobridge.model;

import java.util.Arrays;
import java.util.Optional;

/** Where a grant stands. See the catalogue for the transitions. */
public enum GrantState {
    /** Decided, not yet in force. */
    APPROVED("approved"),
    /** In force: Kafka enforces it. */
    ACTIVE("active"),
    /** Held back for a time. */
    SUSPENDED("suspended"),
    /** Ended by a decision. */
    REVOKED("revoked"),
    /** Ended by its date. */
    EXPIRED("expired");

    private final String word;

    GrantState(String word) {
        this.word = word;
    }

    /** The word that files, the API and the ledger use. */
    public String word() {
        return word;
    }

    public static Optional<GrantState> of(String word) {
        return Arrays.stream(values()).filter(v -> v.word.equals(word)).findFirst();
    }

    @Override
    public String toString() {
        return word;
    }
}
