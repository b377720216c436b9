package org.silobridge.bench.enforcement;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.AuthorizationException;

/** A member of a consumer group, by one of the two group protocols. */
final class GroupReader extends JavaReader {
    /** Longer than any fetch that it may have parked: so that what it can still get is seen. */
    private static final Duration STUBBORN = Duration.ofMillis(900);

    private final String topic;
    private final boolean classic;

    GroupReader(Seat seat, Kind kind, Sightings sightings, Clock clock) {
        super(seat, kind, sightings, clock);
        this.topic = seat.topic();
        this.classic = kind == Kind.CLASSIC;
        set(ConsumerConfig.GROUP_PROTOCOL_CONFIG, classic ? "classic" : "consumer");
    }

    /**
     * Once refused, it goes on with the same consumer: one of the new protocol for good, for it comes back by itself; a
     * classic one for a while if it had read before, and then with another, for it would not come back for minutes.
     */
    @Override
    void read(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.subscribe(List.of(topic));
        boolean hadRecords = false;
        long until = Long.MAX_VALUE; // of System.nanoTime()
        while (!stopped() && System.nanoTime() < until) {
            try {
                hadRecords |= poll(consumer);
            } catch (AuthorizationException e) {
                refused();
                if (classic && until == Long.MAX_VALUE) {
                    until = System.nanoTime() + (hadRecords ? STUBBORN.toNanos() : 0);
                }
                pause(Duration.ofMillis(20));
            }
        }
    }
}
