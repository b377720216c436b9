package org.silobridge.connector.source.jdbc;

/** How a query is read. */
public enum JdbcMode {
    /** Once, in the order of its key; then it ends. */
    FULL("full"),
    /** On and on, behind a number that only grows. */
    INCREMENTING("incrementing"),
    /** On and on, behind a time that each change of a row renews. */
    TIMESTAMP("timestamp");

    private final String word;

    JdbcMode(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
