package org.silobridge.connector.replay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.silobridge.connector.publish.ReplayPublisher;
import org.silobridge.connector.topic.CommittedTopic;

/** When each of some keys was published last; of a replayed record, when its row came. */
final class PublishedKeys {
    private final Map<ByteBuffer, Long> newest = new HashMap<>();
    private final CommittedTopic topic;
    private final Set<ByteBuffer> keys;
    /** Up to where is known, by partition, who published these keys. */
    private final Map<TopicPartition, Long> known = new HashMap<>();

    /**
     * Reads the dataset's topic to its end.
     *
     * @param since nothing before this time matters; empty if all does
     */
    PublishedKeys(CommittedTopic topic, Set<ByteBuffer> keys, Optional<Instant> since) {
        this.topic = topic;
        this.keys = keys;
        if (keys.isEmpty()) {
            return;
        }
        known.putAll(topic.ends());
        topic.read(known, since, record -> {
            if (record.key() != null) {
                var key = ByteBuffer.wrap(record.key());
                if (keys.contains(key)) {
                    newest.merge(key, cameAt(record), Math::max);
                }
            }
        });
    }

    /**
     * Whether somebody else has sent one of the keys since it was looked at and before these records: then they may stand
     * behind what is newer than they are. What comes behind them takes their place, as it should. Whether the others' records
     * are committed is not waited for.
     *
     * @param own where the records stand that are about to be committed
     */
    boolean areOvertaken(Map<TopicPartition, NavigableSet<Long>> own) {
        if (keys.isEmpty() || own.isEmpty()) {
            return false;
        }
        var from = new HashMap<TopicPartition, Long>();
        var to = new HashMap<TopicPartition, Long>();
        own.forEach((partition, offsets) -> {
            from.put(partition, known.getOrDefault(partition, 0L));
            to.put(partition, offsets.last());
        });
        var overtaken = new boolean[1];
        topic.readUncommitted(from, to, record -> {
            var partition = new TopicPartition(record.topic(), record.partition());
            var ours = own.get(partition);
            overtaken[0] |= record.key() != null
                    && keys.contains(ByteBuffer.wrap(record.key()))
                    && (ours == null || !ours.contains(record.offset()));
        });
        own.forEach((partition, offsets) -> known.put(partition, offsets.last() + 1));
        return overtaken[0];
    }

    private static long cameAt(ConsumerRecord<byte[], byte[]> record) {
        var header = record.headers().lastHeader(ReplayPublisher.CAME_AT_HEADER);
        if (header != null && header.value() != null) {
            try {
                return Instant.parse(new String(header.value(), StandardCharsets.UTF_8))
                        .toEpochMilli();
            } catch (DateTimeException e) {
                return record.timestamp();
            }
        }
        return record.timestamp();
    }

    /** Milliseconds since 1970; empty if it was not published. */
    OptionalLong newest(byte[] key) {
        var millis = newest.get(ByteBuffer.wrap(key));
        return millis == null ? OptionalLong.empty() : OptionalLong.of(millis);
    }
}
