package org.silobridge.connector.position;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
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
        return readAll(client, topic, connector, patience).own();
    }

    /**
     * What the department's connectors have committed.
     *
     * @param own by the part's name
     * @param others of the other connectors, by the connector's name; those that this release understands
     */
    public record All(Map<String, PositionRecord> own, Map<String, Collection<PositionRecord>> others) {}

    /** The same as {@link #read}, with what the department's other connectors have committed. */
    public static All readAll(Properties client, String topic, Slug connector, Duration patience) {
        var found = new TreeMap<String, Map<String, byte[]>>();
        var committed = new CommittedTopic(client, topic, patience);
        committed.read(committed.ends(), Optional.empty(), record -> {
            var key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            int cut = key.indexOf(PositionRecord.SEPARATOR);
            if (cut > 0) {
                var parts = found.computeIfAbsent(key.substring(0, cut), unused -> new HashMap<>());
                if (record.value() == null) {
                    parts.remove(key.substring(cut + 1));
                } else {
                    parts.put(key.substring(cut + 1), record.value());
                }
            }
        });
        var own = new HashMap<String, PositionRecord>();
        var others = new TreeMap<String, Collection<PositionRecord>>();
        found.forEach((name, parts) -> {
            if (name.equals(connector.value())) {
                parts.forEach((part, value) -> own.put(part, PositionRecord.parse(value)));
            } else {
                others.put(name, understood(parts.values()));
            }
        });
        return new All(own, others);
    }

    private static Collection<PositionRecord> understood(Collection<byte[]> values) {
        var records = new ArrayList<PositionRecord>();
        for (var value : values) {
            understood(value).ifPresent(records::add);
        }
        return records;
    }

    private static Optional<PositionRecord> understood(byte[] value) {
        try {
            return Optional.of(PositionRecord.parse(value));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // of a later release
        }
    }
}
