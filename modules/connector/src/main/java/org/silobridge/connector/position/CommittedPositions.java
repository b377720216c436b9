package org.silobridge.connector.position;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.errors.TimeoutException;
import org.silobridge.connector.topic.CommittedTopic;
import org.silobridge.model.Slug;

/** Reads back how far a connector has come. To be used after {@code initTransactions}, which ends what was open. */
public final class CommittedPositions {
    private CommittedPositions() {}

    /**
     * The last committed position record of each part of this connector's source, by the part's name.
     *
     * <p>Reads up to what was there when it started, open transactions of the department's other connectors included:
     * those end where read_committed's own end is, and behind them may stand a position of ours.
     *
     * @throws TimeoutException if the topic could not be read to its end
     */
    public static Map<String, PositionRecord> read(Properties client, String topic, Slug connector, Duration patience) {
        var prefix = PositionRecord.keyPrefix(connector);
        var positions = new HashMap<String, PositionRecord>();
        var committed = new CommittedTopic(client, topic, patience);
        committed.read(committed.ends(), Optional.empty(), record -> {
            if (record.key() != null && new String(record.key(), StandardCharsets.UTF_8).startsWith(prefix)) {
                put(positions, prefix, record.key(), record.value());
            }
        });
        return positions;
    }

    private static void put(Map<String, PositionRecord> positions, String prefix, byte[] key, byte[] value) {
        var part = new String(key, StandardCharsets.UTF_8).substring(prefix.length());
        if (value == null) {
            positions.remove(part);
        } else {
            positions.put(part, PositionRecord.parse(value));
        }
    }
}
