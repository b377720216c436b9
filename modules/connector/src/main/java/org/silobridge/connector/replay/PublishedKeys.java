package org.silobridge.connector.replay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.silobridge.connector.publish.ReplayPublisher;
import org.silobridge.connector.topic.CommittedTopic;

/** When each of some keys was published last; of a replayed record, when its row came. */
final class PublishedKeys {
    private final Map<ByteBuffer, Long> newest = new HashMap<>();

    /**
     * Reads the dataset's topic to its end.
     *
     * @param since nothing before this time matters; empty if all does
     */
    PublishedKeys(CommittedTopic topic, Set<ByteBuffer> keys, Optional<Instant> since) {
        if (keys.isEmpty()) {
            return;
        }
        topic.read(topic.ends(), since, record -> {
            if (record.key() != null) {
                var key = ByteBuffer.wrap(record.key());
                if (keys.contains(key)) {
                    newest.merge(key, cameAt(record), Math::max);
                }
            }
        });
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
