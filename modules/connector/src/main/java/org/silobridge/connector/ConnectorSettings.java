package org.silobridge.connector;

import java.time.Duration;

/**
 * How a connector works that no one needs to say in a file.
 *
 * @param transactionRows how many rows a transaction has at most
 * @param transactionTime after what time it is committed
 * @param kafkaPatience how long Kafka may take to answer before that is said and all begins again
 * @param idleCommit how often a source that gives no rows is asked how far it is: one that follows a log must come on, or
 *     what it follows is kept for it for ever
 * @param firstPause before trying again what did not answer; doubled each time up to {@code longestPause}
 */
public record ConnectorSettings(
        int transactionRows,
        Duration transactionTime,
        Duration kafkaPatience,
        Duration idleCommit,
        Duration firstPause,
        Duration longestPause) {
    private static final Duration KAFKA_PATIENCE = Duration.ofSeconds(15);
    private static final Duration IDLE_COMMIT = Duration.ofSeconds(10);
    public static final ConnectorSettings STANDARD =
            new ConnectorSettings(50_000, Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofSeconds(15));

    /** With the standard patience for Kafka and for sources. */
    public ConnectorSettings(
            int transactionRows, Duration transactionTime, Duration firstPause, Duration longestPause) {
        this(transactionRows, transactionTime, KAFKA_PATIENCE, IDLE_COMMIT, firstPause, longestPause);
    }

    public ConnectorSettings {
        if (transactionRows < 1
                || transactionTime.isNegative()
                || kafkaPatience.isZero()
                || kafkaPatience.isNegative()
                || idleCommit.isNegative()
                || firstPause.isNegative()) {
            throw new IllegalArgumentException("not settings of a connector");
        }
    }
}
