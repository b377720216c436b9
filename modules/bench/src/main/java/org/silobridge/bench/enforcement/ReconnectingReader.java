package org.silobridge.bench.enforcement;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Goes on with a new consumer, a new connection and a new log-in again and again. */
final class ReconnectingReader extends JavaReader {
    private static final Duration EACH = Duration.ofMillis(200);

    private final TopicPartition partition;
    private long next = -1;

    ReconnectingReader(Seat seat, Sightings sightings, Clock clock) {
        super(seat, Kind.RECONNECTING, sightings, clock);
        this.partition = new TopicPartition(seat.topic(), 0);
    }

    @Override
    void read(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.assign(List.of(partition));
        consumer.endOffsets(List.of(partition)); // Returns once it is connected.
        long until = System.nanoTime() + EACH.toNanos();
        if (next < 0) {
            consumer.seekToEnd(List.of(partition));
        } else {
            consumer.seek(partition, next);
        }
        while (!stopped() && System.nanoTime() < until) {
            if (poll(consumer)) {
                next = consumer.position(partition);
            }
        }
    }
}
