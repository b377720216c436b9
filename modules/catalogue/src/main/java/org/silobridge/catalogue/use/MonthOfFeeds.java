package org.silobridge.catalogue.use;

import java.util.OptionalDouble;

/**
 * How a department's feeds did in a month, as far as Kafka reports it.
 *
 * @param looks how often one of its feeds was looked at
 * @param silent how many of those found it older than was promised
 * @param published by how many offsets its feeds grew
 * @param quarantined by how many its quarantine did
 */
public record MonthOfFeeds(long looks, long silent, long published, long quarantined) {
    public static final MonthOfFeeds NOTHING = new MonthOfFeeds(0, 0, 0, 0);
    private static final double PRECISION = 10_000;

    /** The share of looks that found a feed as fresh as was promised; empty where nobody looked. */
    public OptionalDouble freshShare() {
        return share(looks - silent, looks);
    }

    /** The share of rows that went to quarantine; empty where there were none. */
    public OptionalDouble quarantineShare() {
        return share(quarantined, published + quarantined);
    }

    private static OptionalDouble share(long part, long whole) {
        return whole == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.round(PRECISION * part / whole) / PRECISION);
    }
}
