package org.silobridge.catalogue.kafka;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Outcome;

/** Where topics and those who read them stand, as far as Kafka says without one record being read. Safe for use by many threads. */
public interface KafkaOffsets {

    /**
     * Where each partition of the topic ends: the offset after its last committed record. Blocks while Kafka is asked.
     *
     * @return by partition; UNAVAILABLE where Kafka does not answer, or does not have the topic
     */
    Outcome<List<Long>> ends(String topic);

    /**
     * Looks at these topics, and at where the exchange's groups have got to on them. Blocks while Kafka is asked.
     *
     * @return UNAVAILABLE where Kafka does not answer
     */
    Outcome<Sight> sight(Collection<String> topics);

    /**
     * What there was to see.
     *
     * @param topics their partitions, in order; those that Kafka does not have are not in it
     * @param committed by group and topic: the offset that the group goes on from, by partition
     */
    record Sight(Map<String, List<Partition>> topics, Map<String, Map<String, Map<Integer, Long>>> committed) {
        public Sight {
            topics = Map.copyOf(topics);
            committed = Map.copyOf(committed);
        }
    }

    /**
     * A partition. Between {@code begin} and {@code end} not every offset is a record: each transaction leaves a marker,
     * and compaction takes records away.
     *
     * @param begin the first offset that is still there
     * @param end the offset after the last committed record
     * @param newestAt when its newest record was published, as that says; null: there is none
     */
    record Partition(long begin, long end, @Nullable Instant newestAt) {}
}
