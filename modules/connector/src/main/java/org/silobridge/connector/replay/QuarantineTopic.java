package org.silobridge.connector.replay;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.silobridge.connector.quarantine.QuarantineRecord;
import org.silobridge.connector.topic.CommittedTopic;
import org.silobridge.model.Slug;

/**
 * One connector's rows in its department's quarantine topic, as they stood at one moment: the last record of a key says how
 * the row is. Memory is that of the keys; the records themselves are read again each time.
 */
final class QuarantineTopic {
    /**
     * A row and when Kafka was given it.
     *
     * @param millis since 1970, by the clock that also stamped what the connector published
     */
    record Stored(QuarantineRecord row, long millis) {}

    private final CommittedTopic topic;
    private final Map<TopicPartition, Long> ends;
    private final Map<String, Long> newest = new HashMap<>();

    /** Reads the topic to where it ends now. */
    QuarantineTopic(CommittedTopic topic, Slug connector) {
        this.topic = topic;
        this.ends = topic.ends();
        var prefix = QuarantineRecord.keyPrefix(connector);
        topic.read(ends, Optional.empty(), record -> {
            if (record.key() != null) {
                var key = new String(record.key(), StandardCharsets.UTF_8);
                if (key.startsWith(prefix)) {
                    newest.put(key, record.offset());
                }
            }
        });
    }

    /** Hands over each row as it stands, in the order in which that came about. */
    void forEach(Consumer<Stored> each) {
        topic.read(ends, Optional.empty(), record -> {
            if (record.key() == null || record.value() == null) {
                return;
            }
            // A key is always in one partition, so that its offset says which record is its newest.
            var at = newest.get(new String(record.key(), StandardCharsets.UTF_8));
            if (at != null && at == record.offset()) {
                each.accept(new Stored(QuarantineRecord.parse(record.value()), record.timestamp()));
            }
        });
    }
}
