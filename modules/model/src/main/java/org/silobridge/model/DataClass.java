package org.silobridge.model;

import java.util.Arrays;
import java.util.Optional;

/** Who the data comes from. */
public enum DataClass {
    /** Made or collected by government bodies in their duties. */
    GOVERNMENT("government"),
    /** From enterprises and industry. */
    INDUSTRIAL("industrial"),
    /** From public utilities and services. */
    PUBLIC("public"),
    /** From society at large. */
    SOCIAL("social");

    private final String word;

    DataClass(String word) {
        this.word = word;
    }

    /** The word that files, the API and the ledger use. */
    public String word() {
        return word;
    }

    public static Optional<DataClass> of(String word) {
        return Arrays.stream(values()).filter(v -> v.word.equals(word)).findFirst();
    }

    @Override
    public String toString() {
        return word;
    }
}
