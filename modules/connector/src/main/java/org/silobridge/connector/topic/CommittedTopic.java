package org.silobridge.connector.topic;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A topic's committed records, read from the beginning (or a time) to what was its end at a moment. Transactions that were
 * open at that moment are waited for: behind what they wrote may stand something that matters. No group is joined and
 * nothing is remembered on the broker.
 */
public final class CommittedTopic {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration FETCH_WAIT = Duration.ofMillis(50);
    /** Without a step forward; longer than another connector of the department can leave a transaction open. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Properties client;
    private final String topic;
    private final Duration patience;

    /** Reads nothing yet; {@code patience} is how long one call may wait for a Kafka that does not answer. */
    public CommittedTopic(Properties client, String topic, Duration patience) {
        this.client = client;
        this.topic = topic;
        this.patience = patience;
    }

    /** Where the topic ends now, with what is not committed yet. */
    public Map<TopicPartition, Long> ends() {
        try (var consumer = consumer("read_uncommitted")) {
            return consumer.endOffsets(partitions(consumer));
        }
    }

    /** Where the topic begins now: moved where somebody had its oldest records deleted. */
    public Map<TopicPartition, Long> beginnings() {
        try (var consumer = consumer("read_uncommitted")) {
            return consumer.beginningOffsets(partitions(consumer));
        }
    }

    private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    /**
     * Hands over every committed record before {@code ends}, in order within a partition.
     *
     * @param since only records of this time or later; empty for all
     * @throws TimeoutException if the ends cannot be reached
     */
    public void read(
            Map<TopicPartition, Long> ends, Optional<Instant> since, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        read("read_committed", ends, consumer -> since.ifPresent(time -> seek(consumer, ends, time)), each);
    }

    /** The same, but each partition from an offset; one that is not named from its beginning. */
    public void read(
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> ends,
            Consumer<ConsumerRecord<byte[], byte[]>> each) {
        read("read_committed", ends, consumer -> from.forEach(consumer::seek), each);
    }

    /** The same, but also what is not committed yet or never will be, without waiting for that. */
    public void readUncommitted(
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> ends,
            Consumer<ConsumerRecord<byte[], byte[]>> each) {
        read("read_uncommitted", ends, consumer -> from.forEach(consumer::seek), each);
    }

    private void read(
            String isolation,
            Map<TopicPartition, Long> ends,
            Consumer<KafkaConsumer<byte[], byte[]>> begin,
            Consumer<ConsumerRecord<byte[], byte[]>> each) {
        try (var consumer = consumer(isolation)) {
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            begin.accept(consumer);
            var reached = new HashMap<TopicPartition, Long>();
            long movedAt = System.nanoTime();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var record : consumer.poll(POLL)) {
                    var end = ends.get(new TopicPartition(record.topic(), record.partition()));
                    if (end != null && record.offset() < end) {
                        each.accept(record);
                    }
                }
                for (var partition : ends.keySet()) {
                    long position = consumer.position(partition);
                    var before = reached.put(partition, position);
                    movedAt = before == null || before != position ? System.nanoTime() : movedAt;
                }
                if (System.nanoTime() - movedAt > PATIENCE.toNanos()) {
                    throw new TimeoutException("the topic " + topic + " could not be read to its end");
                }
            }
        }
    }

    private static void seek(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, Instant since) {
        var times = new HashMap<TopicPartition, Long>();
        ends.keySet().forEach(partition -> times.put(partition, since.toEpochMilli()));
        consumer.offsetsForTimes(times)
                .forEach((partition, found) ->
                        consumer.seek(partition, found == null ? ends.getOrDefault(partition, 0L) : found.offset()));
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

    private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        return consumer(client, isolation, patience);
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
        // Where retention overtakes who reads, it goes on at the new beginning: else the client would pass over all
        // there is.
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // At the end of a topic a fetch waits for more, and closing waits for the fetch.
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, String.valueOf(FETCH_WAIT.toMillis()));
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
