package org.silobridge.model;

import java.util.Arrays;
import java.util.Optional;

/** Where a request stands. */
public enum RequestState {
    /** Waits for the owner's steward, or for what the steward asked the applicant to bring. */
    PENDING("pending"),
    /** Became a grant. */
    APPROVED("approved"),
    /** Was refused, with a reason. */
    REFUSED("refused"),
    /** Taken back by the department that asked. */
    WITHDRAWN("withdrawn"),
    /** Closed without a decision: what the steward asked for never came. */
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
