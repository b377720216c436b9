package org.silobridge.bench.enforcement;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Kafka's own consumer on a thread of its own. */
abstract class JavaReader implements Reader {
    static final Duration POLL = Duration.ofMillis(100);
    private static final Duration RETRY = Duration.ofMillis(100);

    private final Properties settings = new Properties();
    private final String group;
    private final Sightings sightings;
    private final Clock clock;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable RuntimeException failure;

    JavaReader(Seat seat, Kind kind, Sightings sightings, Clock clock) {
        this.sightings = sightings;
        this.clock = clock;
        var client = seat.client();
        settings.putAll(client);
        this.group = client.getProperty(ConsumerConfig.GROUP_ID_CONFIG) + "-" + kind.word();
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        this.thread = new Thread(this::run, kind.word() + " " + seat.topic());
        this.thread.setDaemon(true);
    }

    /** Before {@link #start}. */
    final void set(String setting, String value) {
        settings.put(setting, value);
    }

    final JavaReader start() {
        thread.start();
        return this;
    }

    private void run() {
        for (int groups = 1; !stopped(); ) {
            try (var consumer =
                    new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                read(consumer);
            } catch (AuthorizationException | AuthenticationException e) {
                refused();
            } catch (KafkaException e) {
                if (isRefusal(e.getCause())) {
                    // Refused while it closed, a classic consumer does not leave its group. The coordinator would have
                    // the
                    // next one wait for it until its session ends: 45 s that say nothing about decisions.
                    refused();
                    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group + "-" + ++groups);
                } else if (!stopped()) {
                    failure = e;
                    return;
                }
            }
            pause(RETRY);
        }
    }

    private static boolean isRefusal(@Nullable Throwable cause) {
        return cause instanceof AuthorizationException || cause instanceof AuthenticationException;
    }

    /** Reads with this consumer for as long as it is of use. */
    abstract void read(KafkaConsumer<byte[], byte[]> consumer);

    /** Polls once. @return whether there was anything */
    final boolean poll(KafkaConsumer<byte[], byte[]> consumer) {
        var records = consumer.poll(POLL);
        var at = clock.instant();
        records.forEach(record -> sightings.received(at, Instant.ofEpochMilli(record.timestamp()), record.offset()));
        return !records.isEmpty();
    }

    final void refused() {
        sightings.refused(clock.instant());
    }

    final boolean stopped() {
        return stop.getCount() == 0;
    }

    final void pause(Duration duration) {
        try {
            if (stop.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            stop.countDown();
        }
    }

    @Override
    public final void close() {
        stop.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }
}
