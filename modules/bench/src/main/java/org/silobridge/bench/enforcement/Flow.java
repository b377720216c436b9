package org.silobridge.bench.enforcement;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Publishes records steadily, each with the millisecond of its sending as its timestamp, to the topics that are on. */
final class Flow implements AutoCloseable {
    static final Duration TICK = Duration.ofMillis(5);

    private final KafkaProducer<byte[], byte[]> producer;
    private final Clock clock;
    private final List<Tap> taps = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "flow");
    private volatile boolean closed;
    private volatile @Nullable Exception failure;

    Flow(Map<String, String> superUser, Clock clock) {
        var settings = new HashMap<String, Object>(superUser);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.clock = clock;
        thread.setDaemon(true);
        thread.start();
    }

    /** Records of one topic's first partition; off at first. */
    final class Tap {
        private final String topic;
        private final Kind kind;
        private final AtomicLong end = new AtomicLong();
        private volatile boolean open;

        private Tap(String topic, Kind kind) {
            this.topic = topic;
            this.kind = kind;
        }

        void open() {
            open = true;
        }

        void shut() {
            open = false;
        }

        /** The offset after the last record that was acknowledged. */
        long end() {
            return end.get();
        }

        private void drip() {
            for (int i = 0; i < kind.recordsATick(); i++) {
                var record = new ProducerRecord<byte[], byte[]>(
                        topic, 0, clock.millis(), null, new byte[kind.recordBytes()]);
                var unused = producer.send(record, (acknowledged, e) -> {
                    if (e != null) {
                        failure = e;
                    } else {
                        end.accumulateAndGet(acknowledged.offset() + 1, Math::max);
                    }
                });
            }
        }
    }

    Tap tap(String topic, Kind kind) {
        var tap = new Tap(topic, kind);
        taps.add(tap);
        return tap;
    }

    void remove(Tap tap) {
        taps.remove(tap);
    }

    private void run() {
        long next = System.nanoTime();
        while (!closed) {
            for (var tap : taps) {
                if (tap.open) {
                    tap.drip();
                }
            }
            next = Math.max(next + TICK.toNanos(), System.nanoTime() - TICK.toNanos());
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    /** @throws IllegalStateException if a record could not be published */
    void check() {
        if (failure != null) {
            throw new IllegalStateException("publishing failed", failure);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        producer.close(Duration.ZERO);
    }
}
