package org.silobridge.cli.soak.enforcement;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.silobridge.cli.local.Participant;

/** The owner's publisher: a record every now and then to each topic, with the millisecond of its sending. */
final class Feed implements AutoCloseable {
    private static final int EVERY_MILLIS = 50;
    private static final Duration LAST_WORDS = Duration.ofSeconds(30);

    /** A record that Kafka has acknowledged. */
    record Published(String topic, int partition, long offset, Instant sent, Instant acknowledged) {}

    private final KafkaProducer<byte[], byte[]> producer;
    private final List<String> topics;
    private final Clock clock;
    private final List<Published> published = new ArrayList<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "soak-feed");
    private int refused;

    Feed(Participant owner, List<String> topics, Clock clock) {
        var settings = new Properties();
        settings.putAll(owner.kafkaProperties());
        settings.keySet().removeIf(name -> name.toString().startsWith("group."));
        settings.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.topics = List.copyOf(topics);
        this.clock = clock;
        thread.setDaemon(true);
    }

    Feed start() {
        thread.start();
        return this;
    }

    private void run() {
        try {
            while (!stop.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                topics.forEach(this::send);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(String topic) {
        var sent = Instant.ofEpochMilli(clock.millis());
        var record = new ProducerRecord<byte[], byte[]>(topic, 0, sent.toEpochMilli(), null, new byte[16]);
        var unused = producer.send(record, (stored, e) -> {
            if (e == null) {
                note(new Published(topic, stored.partition(), stored.offset(), sent, clock.instant()));
            } else {
                noteRefused();
            }
        });
    }

    private synchronized void note(Published record) {
        published.add(record);
    }

    private synchronized void noteRefused() {
        refused++;
    }

    /** What is in Kafka for certain. */
    synchronized List<Published> published() {
        return List.copyOf(published);
    }

    /** How many records Kafka did not take. */
    synchronized int refused() {
        return refused;
    }

    /** Publishes no more; what was sent is acknowledged or refused when this returns. */
    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(LAST_WORDS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(LAST_WORDS);
    }
}
