package org.silobridge.connector.source;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of sources, each with the word that connector files and positions use. */
public enum SourceKind {
    CSV("csv"),
    JSONL("jsonl"),
    XLSX("xlsx"),
    CAP("cap"),
    JDBC("jdbc"),
    CDC("cdc"),
    PUSH("push");

    private final String word;

    SourceKind(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    public static Optional<SourceKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }

    @Override
    public String toString() {
        return word;
    }
}
