package org.silobridge.model;

import java.util.Arrays;
import java.util.Optional;

/** What became of a demand for data that the catalogue did not have. */
public enum DemandState {
    /** Waits for the department that should hold the data. */
    OPEN("open"),
    /** The data is in the catalogue now: a request may be filed for it. */
    CATALOGUED("catalogued"),
    /** The department does not hold it, or does not share it, and says why. */
    DECLINED("declined"),
    /** Taken back by the department that needed it. */
    WITHDRAWN("withdrawn");

    private final String word;

    DemandState(String word) {
        this.word = word;
    }

    /** The word that the API and the database use. */
    public String word() {
        return word;
    }

    public static Optional<DemandState> of(String word) {
        return Arrays.stream(values()).filter(v -> v.word.equals(word)).findFirst();
    }

    @Override
    public String toString() {
        return word;
    }
}
