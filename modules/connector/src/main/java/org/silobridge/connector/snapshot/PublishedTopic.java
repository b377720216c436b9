package org.silobridge.connector.snapshot;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The dataset's topic, as far as it is committed. Every method throws {@link org.apache.kafka.common.KafkaException}. */
public interface PublishedTopic {

    /** Of these records alone: a topic that is made again under the same name has another, and one whose oldest records were deleted. */
    String id();

    /** Where each partition ends now, with what is not committed yet. */
    Map<Integer, Long> ends();

    /**
     * Hands over the committed records of each partition, in order.
     *
     * @param from where to begin; a partition that is not named is read from its beginning
     * @param ends where to stop
     */
    void read(Map<Integer, Long> from, Map<Integer, Long> ends, Each each);

    /** Takes records. */
    interface Each {
        /** Takes a record; without a value where the key has none any more. */
        void accept(int partition, long offset, byte[] key, byte @Nullable [] value);
    }
}
