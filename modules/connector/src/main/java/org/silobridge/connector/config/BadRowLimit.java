package org.silobridge.connector.config;

/**
 * How many bad rows are too many: then it is the feed that is wrong, and not its rows.
 *
 * @param maxShare of {@code rows}, from 0 to 1; with 1, never
 * @param rows how many of the last rows are looked at; before there were as many, nothing is too many
 */
public record BadRowLimit(double maxShare, int rows) {
    /** A feed of which half the rows are bad is broken. */
    public static final BadRowLimit STANDARD = new BadRowLimit(0.5, 1_000);

    public BadRowLimit {
        if (!(maxShare >= 0 && maxShare <= 1) || rows < 1) {
            throw new IllegalArgumentException("not a limit: " + maxShare + " of " + rows);
        }
    }
}
