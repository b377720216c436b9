package org.silobridge.contract;

/** What it means that one source file has a key twice. */
public enum DuplicateKeys {
    /** A fault: the first row with the key is published, every later one is quarantined. */
    ERROR("error"),
    /** A correction: all are published in their order, so that the last one holds. */
    LAST_WINS("last-wins");

    private final String word;

    DuplicateKeys(String word) {
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
