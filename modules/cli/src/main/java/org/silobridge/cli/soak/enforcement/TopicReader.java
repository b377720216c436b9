package org.silobridge.cli.soak.enforcement;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.silobridge.cli.local.Participant;

/**
 * A department's client on a thread of its own, which reads one topic as long as it may, tries on where it may not, and
 * notes each record that it has.
 */
final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration RETRY = Duration.ofMillis(1_200);

    private final Participant who;
    private final String topic;
    private final boolean classic;
    private final Clock clock;
    private final Properties settings = new Properties();
    private final List<Reading> readings = new ArrayList<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    /**
     * @param classic which of the two group protocols it speaks
     * @param everything whether it goes on where it was, from the first record on; else with what comes when it may read
     */
    TopicReader(Participant who, String topic, boolean classic, boolean everything, Clock clock) {
        this.who = who;
        this.topic = topic;
        this.classic = classic;
        this.clock = clock;
        var client = who.kafkaProperties();
        settings.putAll(client);
        settings.put(
                ConsumerConfig.GROUP_ID_CONFIG,
                client.getProperty(ConsumerConfig.GROUP_ID_CONFIG) + "-" + topic + (classic ? "-classic" : "-new"));
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, classic ? "classic" : "consumer");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, Boolean.toString(everything));
        settings.put(ConsumerConfig.AUTO_COMMIT_INTERVAL_MS_CONFIG, "500");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, everything ? "earliest" : "latest");
        this.thread = new Thread(this::run, "soak-reader-" + who.slug());
        this.thread.setDaemon(true);
    }

    TopicReader start() {
        thread.start();
        return this;
    }

    private void run() {
        while (stop.getCount() > 0) {
            try (var consumer =
                    new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer.subscribe(List.of(topic));
                read(consumer);
            } catch (KafkaException e) {
                // Refused, or Kafka is away: it tries again with another consumer.
            }
            pause(RETRY);
        }
    }

    /** A classic consumer that was refused would not notice its right for minutes; one of the new protocol comes back. */
    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        while (stop.getCount() > 0) {
            try {
                var records = consumer.poll(POLL);
                var at = clock.instant();
                records.forEach(record -> note(new Reading(
                        who.slug(),
                        topic,
                        record.partition(),
                        record.offset(),
                        Instant.ofEpochMilli(record.timestamp()),
                        at)));
            } catch (AuthorizationException e) {
                if (classic) {
                    return;
                }
                // As long as it is subscribed it repeats its heartbeat thousands of times a second.
                consumer.unsubscribe();
                pause(POLL);
                consumer.subscribe(List.of(topic));
            }
        }
    }

    private synchronized void note(Reading reading) {
        readings.add(reading);
    }

    private void pause(Duration time) {
        try {
            if (stop.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            stop.countDown();
        }
    }

    /** What it had, in the order in which it had it. */
    synchronized List<Reading> readings() {
        return List.copyOf(readings);
    }

    /** Who it is, for a person. */
    String name() {
        return who.slug() + (classic ? " (classic protocol)" : " (new protocol)");
    }

    /** Reads no more from now on; see {@link #close}. */
    void stop() {
        stop.countDown();
    }

    /** Returns when the client is gone, or does not go. */
    @Override
    public void close() {
        stop();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
