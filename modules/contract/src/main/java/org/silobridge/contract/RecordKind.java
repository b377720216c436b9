package org.silobridge.contract;

/** What a record stands for. */
public enum RecordKind {
    /** Something that happened: each record stands for itself and is kept for the retention. */
    EVENT("event"),
    /** How things are: the last record of a key holds, and the topic is compacted. */
    STATE("state");

    private final String word;

    RecordKind(String word) {
        this.word = word;
    }

    /** The word that contracts use. */
    public String word() {
        return word;
    }

    @Override
    public String toString() {
        return word;
    }
}
