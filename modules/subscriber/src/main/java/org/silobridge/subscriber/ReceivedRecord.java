package org.silobridge.subscriber;

import java.time.Instant;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * One record of a dataset.
 *
 * @param at when it was published
 * @param key its canonical key, or the key's pseudonym
 * @param value its fields under the schema it was written with; null where the owner withdrew the key
 */
public record ReceivedRecord(
        String topic,
        int partition,
        long offset,
        Instant at,
        @Nullable String key,
        @Nullable GenericRecord value) {}
