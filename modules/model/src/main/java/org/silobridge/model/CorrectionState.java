package org.silobridge.model;

import java.util.Arrays;
import java.util.Optional;

/** What became of a dispute of a record. */
public enum CorrectionState {
    /** Waits for the owner of the dataset. */
    OPEN("open"),
    /** The owner stood by the record, and a coordinator has to decide. */
    APPEALED("appealed"),
    /** A later record says what is right. */
    CORRECTED("corrected"),
    /** The owner stands by the record, and says why. */
    REFUSED("refused"),
    /** Taken back by the department that disputed it. */
    WITHDRAWN("withdrawn");

    private final String word;

    CorrectionState(String word) {
        this.word = word;
    }

    /** The word that the API and the database use. */
    public String word() {
        return word;
    }

    public static Optional<CorrectionState> of(String word) {
        return Arrays.stream(values()).filter(v -> v.word.equals(word)).findFirst();
    }

    @Override
    public String toString() {
        return word;
    }
}
