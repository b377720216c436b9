package org.silobridge.connector.position;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.silobridge.model.Slug;

/** Reads back how far a connector has come. To be used after {@code initTransactions}, which ends what was open. */
public final class CommittedPositions {
    private static final Duration POLL = Duration.ofMillis(200);
    /** Longer than another connector of the department can leave a transaction open. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

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
        try (var consumer = consumer(client, "read_committed", patience)) {
            var ends = ends(client, topic, patience);
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var record : consumer.poll(POLL)) {
                    if (record.key() != null && new String(record.key(), StandardCharsets.UTF_8).startsWith(prefix)) {
                        put(positions, prefix, record.key(), record.value());
                    }
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new TimeoutException("the positions topic " + topic + " could not be read to its end");
                }
            }
        }
        return positions;
    }

    /**
     * Those of {@code topics} that Kafka does not have.
     *
     * @throws org.apache.kafka.common.errors.TopicAuthorizationException if this department may not know of one
     */
    public static List<String> missing(Properties client, List<String> topics, Duration patience) {
        try (var consumer = consumer(client, "read_uncommitted", patience)) {
            return topics.stream()
                    .filter(topic -> consumer.partitionsFor(topic).isEmpty())
                    .toList();
        }
    }

    private static void put(Map<String, PositionRecord> positions, String prefix, byte[] key, byte[] value) {
        var part = new String(key, StandardCharsets.UTF_8).substring(prefix.length());
        if (value == null) {
            positions.remove(part);
        } else {
            positions.put(part, PositionRecord.parse(value));
        }
    }

    private static Map<TopicPartition, Long> ends(Properties client, String topic, Duration patience) {
        try (var consumer = consumer(client, "read_uncommitted", patience)) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            return consumer.endOffsets(partitions);
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Properties client, String isolation, Duration patience) {
        var config = new Properties();
        config.putAll(client);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, String.valueOf(patience.toMillis()));
        config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, String.valueOf(Math.min(10_000, patience.toMillis())));
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
