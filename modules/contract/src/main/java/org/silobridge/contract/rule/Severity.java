package org.silobridge.contract.rule;

/** What becomes of a record that breaks a rule. */
public enum Severity {
    /** It is not published: it goes to quarantine, with the reason. */
    QUARANTINE("quarantine"),
    /** It is published, with a header that names the rule, and counted. */
    FLAG("flag");

    private final String word;

    Severity(String word) {
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
