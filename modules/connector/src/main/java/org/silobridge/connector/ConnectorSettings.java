package org.silobridge.connector;

import java.time.Duration;

/**
 * How a connector works that no one needs to say in a file.
 *
 * @param transactionRows after how many rows a transaction is committed
 * @param transactionTime after what time it is
 * @param firstPause before trying again what did not answer; doubled each time up to {@code longestPause}
 */
public record ConnectorSettings(
        int transactionRows, Duration transactionTime, Duration firstPause, Duration longestPause) {
    public static final ConnectorSettings STANDARD =
            new ConnectorSettings(50_000, Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofSeconds(15));

    public ConnectorSettings {
        if (transactionRows < 1 || transactionTime.isNegative() || firstPause.isNegative()) {
            throw new IllegalArgumentException("not settings of a connector");
        }
    }
}
