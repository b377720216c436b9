package org.silobridge.cli.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.silobridge.cli.local.Participant;

/** What a reader of committed records finds in a topic. */
public final class PublishedRecords {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

    private PublishedRecords() {}

    /** All committed records that stand there now, in order within each partition. */
    public static List<ConsumerRecord<byte[], byte[]>> read(Participant who, String topic) {
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        read(who, topic, "read_committed", records::add);
        return records;
    }

    /** How many records stand there of transactions that were never committed; to be asked when none is open. */
    public static long cutOff(Participant who, String topic) {
        var count = new LongAdder();
        read(who, topic, "read_uncommitted", record -> count.increment());
        read(who, topic, "read_committed", record -> count.decrement());
        return count.sum();
    }

    private static void read(
            Participant who, String topic, String isolation, Consumer<ConsumerRecord<byte[], byte[]>> into) {
        var config = new Properties();
        config.putAll(who.kafkaProperties());
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = new HashMap<>(consumer.endOffsets(partitions));
            long begun = System.nanoTime();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(POLL).forEach(into);
                if (System.nanoTime() - begun > PATIENCE_NANOS) {
                    throw new IllegalStateException("the topic " + topic + " could not be read to its end");
                }
            }
        }
    }
}
