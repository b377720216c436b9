package org.silobridge.model;

import java.util.Arrays;
import java.util.Optional;

/** The administrative level of a department. */
public enum Level {
    /** The State Council's bodies. */
    NATIONAL("national"),
    /** A province, autonomous region or municipality under the central government. */
    PROVINCIAL("provincial"),
    /** A prefecture-level city. */
    MUNICIPAL("municipal"),
    /** A county or district. */
    COUNTY("county");

    private final String word;

    Level(String word) {
        this.word = word;
    }

    /** The word that files, the API and the ledger use. */
    public String word() {
        return word;
    }

    public static Optional<Level> of(String word) {
        return Arrays.stream(values()).filter(v -> v.word.equals(word)).findFirst();
    }

    @Override
    public String toString() {
        return word;
    }
}
