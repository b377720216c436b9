package org.silobridge.connector;

import java.time.Duration;

/**
 * How a connector works that no one needs to say in a file.
 *
 * @param transactionRows after how many rows a transaction is committed
 * @param transactionTime after what time it is
 * @param kafkaPatience how long Kafka may take to answer before that is said and all begins again
 * @param firstPause before trying again what did not answer; doubled each time up to {@code longestPause}
 */
public record ConnectorSettings(
        int transactionRows,
        Duration transactionTime,
        Duration kafkaPatience,
        Duration firstPause,
        Duration longestPause) {
    public static final ConnectorSettings STANDARD = new ConnectorSettings(
            50_000, Duration.ofMillis(500), Duration.ofSeconds(15), Duration.ofMillis(500), Duration.ofSeconds(15));

    /** With the standard patience for Kafka. */
    public ConnectorSettings(
            int transactionRows, Duration transactionTime, Duration firstPause, Duration longestPause) {
        this(transactionRows, transactionTime, Duration.ofSeconds(15), firstPause, longestPause);
    }

    public ConnectorSettings {
        if (transactionRows < 1
                || transactionTime.isNegative()
                || kafkaPatience.isZero()
                || kafkaPatience.isNegative()
                || firstPause.isNegative()) {
            throw new IllegalArgumentException("not settings of a connector");
        }
    }
}
