package org.silobridge.cli.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.silobridge.cli.local.LocalExchange;
import org.silobridge.cli.local.Participant;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.DatasetRef;
import org.silobridge.subscriber.End;
import org.silobridge.subscriber.Feed;
import org.silobridge.subscriber.Polled;
import org.silobridge.subscriber.Subscription;
import org.silobridge.subscriber.SubscriptionSettings;

/** The reading side of the story: our own library, and a plain Kafka consumer that knows nothing of us. */
final class Readers {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PLAIN_PATIENCE = Duration.ofSeconds(20);

    private final LocalExchange exchange;
    private final Clock clock;

    Readers(LocalExchange exchange, Clock clock) {
        this.exchange = exchange;
        this.clock = clock;
    }

    /** What was read. */
    record Reading(
            long count,
            Instant first,
            String sampleKey,
            @Nullable Schema schema) {}

    /** Reads all that stands in the topic. */
    Reading readAll(Participant reader, DatasetRef dataset, String group) {
        var settings = SubscriptionSettings.of(group).readingFromBeginning().stoppingWhenCaughtUp();
        try (var subscription = open(reader, dataset, settings)) {
            long count = 0;
            Instant first = null;
            String key = "";
            Schema schema = null;
            while (subscription.poll(POLL) instanceof Polled.Records records) {
                for (var found : records.records()) {
                    if (first == null) {
                        first = clock.instant();
                        key = String.valueOf(found.key());
                        schema = found.value() == null ? null : found.value().getSchema();
                    }
                    count++;
                }
            }
            return new Reading(count, first == null ? Instant.MAX : first, key, schema);
        }
    }

    /** Reads on and on, on a thread of its own. */
    Following follow(Participant reader, DatasetRef dataset, String group) {
        return new Following(open(reader, dataset, SubscriptionSettings.of(group)), clock);
    }

    private Subscription open(Participant reader, DatasetRef dataset, SubscriptionSettings settings) {
        CatalogueClient catalogue = reader.applicant();
        var feed = Feed.find(catalogue, dataset).orThrow();
        return Subscription.open(dataset, feed, settings, reader.kafkaProperties(), catalogue, clock, notice -> {});
    }

    /**
     * Tries to read with Kafka's own consumer and the department's log-in.
     *
     * @return what Kafka says to it; empty if it lets it read
     */
    Optional<String> tryPlainConsumer(Participant who, String topic) {
        try (var consumer = plain(who)) {
            consumer.assign(java.util.List.of(new TopicPartition(topic, 0)));
            consumer.seekToBeginning(consumer.assignment());
            long deadline = System.nanoTime() + PLAIN_PATIENCE.toNanos();
            while (System.nanoTime() < deadline) {
                if (!consumer.poll(POLL).isEmpty()) {
                    return Optional.empty();
                }
            }
            return Optional.empty();
        } catch (AuthorizationException e) {
            return Optional.of(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    /** How many committed records one of the department's own topics holds. */
    long countOwn(Participant owner, String topicBelowPrefix) {
        var topic = exchange.operator().exchange().orThrow().prefix() + "." + topicBelowPrefix;
        try (var consumer = plain(owner)) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = new HashMap<>(consumer.endOffsets(partitions));
            long count = 0;
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                count += consumer.poll(POLL).count();
            }
            return count;
        }
    }

    private static KafkaConsumer<byte[], byte[]> plain(Participant who) {
        var config = new Properties();
        config.putAll(who.kafkaProperties());
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A reader at work. */
    static final class Following implements AutoCloseable {
        private final Subscription subscription;
        private final Clock clock;
        private final AtomicLong count = new AtomicLong();
        private final CompletableFuture<End> end = new CompletableFuture<>();
        private volatile Instant lastAt = Instant.MIN;
        private volatile Instant endedAt = Instant.MAX;

        private Following(Subscription subscription, Clock clock) {
            this.subscription = subscription;
            this.clock = clock;
            var thread = new Thread(this::run, "demo-reader");
            thread.setDaemon(true);
            thread.start();
        }

        private void run() {
            try (subscription) {
                var found = subscription.<RuntimeException>run(records -> {
                    lastAt = clock.instant();
                    count.addAndGet(records.size());
                });
                endedAt = clock.instant();
                end.complete(found);
            } catch (RuntimeException e) {
                end.completeExceptionally(e);
            }
        }

        void awaitRecords(long wanted) {
            LocalExchange.await(
                    "the reader has " + wanted + " records",
                    () -> count.get() >= wanted || end.isDone() ? Optional.of(true) : Optional.empty());
        }

        End awaitEnd() {
            return end.orTimeout(60, TimeUnit.SECONDS).join();
        }

        long count() {
            return count.get();
        }

        Instant lastAt() {
            return lastAt;
        }

        Instant endedAt() {
            return endedAt;
        }

        @Override
        public void close() {
            subscription.stop();
        }
    }
}
