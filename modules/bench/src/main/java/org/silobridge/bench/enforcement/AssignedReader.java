package org.silobridge.bench.enforcement;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a partition without being a member of a group: with one connection for as long as that lasts, or, to be {@link
 * Kind#RECONNECTING}, with a new consumer, a new connection and a new log-in again and again.
 */
final class AssignedReader extends JavaReader {
    private static final Duration EACH = Duration.ofMillis(200);

    private final TopicPartition partition;
    private final boolean reconnecting;
    private long next = -1;

    AssignedReader(Seat seat, Kind kind, Sightings sightings, Clock clock) {
        super(seat, kind, sightings, clock);
        this.partition = new TopicPartition(seat.topic(), 0);
        this.reconnecting = kind == Kind.RECONNECTING;
    }

    @Override
    void read(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.assign(List.of(partition));
        consumer.endOffsets(List.of(partition)); // Returns once it is connected.
        if (next < 0) {
            consumer.seekToEnd(List.of(partition));
        } else {
            consumer.seek(partition, next);
        }
        long since = System.nanoTime();
        while (!stopped() && !(reconnecting && System.nanoTime() - since > EACH.toNanos())) {
            if (poll(consumer)) {
                next = consumer.position(partition);
            }
        }
    }
}
