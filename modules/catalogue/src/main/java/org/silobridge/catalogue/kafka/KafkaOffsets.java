package org.silobridge.catalogue.kafka;

import java.util.List;
import org.silobridge.model.Outcome;

/** Where topics stand, as far as Kafka says without one record being read. Safe for use by many threads. */
public interface KafkaOffsets {

    /**
     * Where each partition of the topic ends: the offset after its last committed record. Blocks while Kafka is asked.
     *
     * @return by partition; UNAVAILABLE where Kafka does not answer, or does not have the topic
     */
    Outcome<List<Long>> ends(String topic);
}
