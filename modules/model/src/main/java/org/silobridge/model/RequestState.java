package org.silobridge.model;

import java.util.Arrays;
import java.util.Optional;

/** Where a request stands. */
public enum RequestState {
    /** Somebody has to act on it. */
    PENDING("pending"),
    /** Became a grant. */
    APPROVED("approved"),
    /** Was refused, with a reason. */
    REFUSED("refused"),
    /** Taken back by the department that asked. */
    WITHDRAWN("withdrawn"),
    /** Closed without a decision: what was asked of the applicant never came. */
    LAPSED("lapsed");

    private final String word;

    RequestState(String word) {
        this.word = word;
    }

    /** The word that files, the API and the ledger use. */
    public String word() {
        return word;
    }

    public static Optional<RequestState> of(String word) {
        return Arrays.stream(values()).filter(v -> v.word.equals(word)).findFirst();
    }

    @Override
    public String toString() {
        return word;
    }
}
