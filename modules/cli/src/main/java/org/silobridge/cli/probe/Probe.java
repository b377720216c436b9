package org.silobridge.cli.probe;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.DatasetRef;
import org.silobridge.client.Grant;
import org.silobridge.client.NewRequest;
import org.silobridge.client.Request;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Slug;

/**
 * Asks for a dataset, reads, has the right ended, and goes on trying: as any department does, through the API, the ledger
 * and Kafka. It reads one and the same record all the time, so that the dataset need not flow. For one thread at a time.
 */
public final class Probe {
    /** After so long a decision is said not to bite at all. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofMillis(5);
    /** Long enough for connection, session and parked fetches to be those of a reader at work. */
    private static final Duration READING = Duration.ofSeconds(1);
    /** What must stay refused so long is refused. */
    private static final Duration STILL = Duration.ofSeconds(1);

    private static final Set<GrantState> IN_FORCE =
            EnumSet.of(GrantState.APPROVED, GrantState.ACTIVE, GrantState.SUSPENDED);

    private final CatalogueClient reader;
    private final CatalogueClient steward;
    private final DatasetRef dataset;
    private final Slug department;
    private final String legalBasis;
    private final Properties kafka;
    private final Clock clock;

    /**
     * @param reader speaks for an applicant of {@code department}
     * @param steward speaks for a steward of the dataset's owner
     * @param department the probe's alone: whatever right to the dataset it has is ended
     * @param kafka how that department logs in
     */
    public Probe(
            CatalogueClient reader,
            CatalogueClient steward,
            DatasetRef dataset,
            Slug department,
            String legalBasis,
            Properties kafka,
            Clock clock) {
        this.reader = reader;
        this.steward = steward;
        this.dataset = dataset;
        this.department = department;
        this.legalBasis = legalBasis;
        this.kafka = kafka;
        this.clock = clock;
    }

    /** A record that can be read again. */
    private record Place(TopicPartition partition, long offset) {}

    /** When things were seen, of {@link System#nanoTime}. */
    private record Seen(long last, long refused) {}

    /**
     * Gives and ends a right once; takes some seconds. Whatever comes of it, no right is left that could be ended.
     *
     * @return refused where the exchange refuses what the probe needs, or where a decision does not bite
     * @throws org.silobridge.client.CatalogueUnavailableException if the catalogue does not answer
     * @throws org.apache.kafka.common.KafkaException if Kafka does not
     */
    public Outcome<Round> round() throws InterruptedException {
        return steward.dataset(dataset).flatMap(found -> endRights().flatMap(ended -> measure(found.topic())));
    }

    /** What an earlier round left that was killed. */
    private Outcome<Boolean> endRights() {
        return steward.grants(department.value(), dataset, null).flatMap(grants -> {
            Outcome<Boolean> all = Outcome.ok(true);
            for (var grant : grants) {
                if (IN_FORCE.contains(grant.state())) {
                    all = all.flatMap(before -> end(grant.id()).map(ended -> true));
                }
            }
            return all;
        });
    }

    private Outcome<Grant> end(GrantId grant) {
        return steward.revoke(grant, "the probe measures how fast this is enforced");
    }

    private Outcome<Round> measure(String topic) {
        var consumer = new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            if (!isRefused(consumer, topic)) {
                return refused("cli.probe.reads-already", topic);
            }
            var at = clock.instant();
            long asked = System.nanoTime();
            var asking = CompletableFuture.supplyAsync(this::file);
            var place = firstRecord(consumer, topic, asking, asked);
            long first = System.nanoTime();
            // Also when nothing came of it: no right is left.
            var filed = joined(asking);
            if (filed instanceof Outcome.Refused<Request> refusal) {
                return Outcome.refused(refusal.refusal());
            }
            var grant = filed.orThrow().grant();
            if (grant == null) {
                return refused("cli.probe.not-granted", topic);
            }
            if (place.isEmpty()) {
                return end(grant).flatMap(ended -> refused("cli.probe.no-record", topic));
            }
            readOn(consumer, place.get());
            long told = System.nanoTime();
            var ending = CompletableFuture.supplyAsync(() -> end(grant));
            var seen = untilRefused(consumer, place.get(), told);
            return joined(ending).flatMap(ended -> seen.<Outcome<Round>>map(times -> Outcome.ok(new Round(
                            at,
                            grant,
                            Duration.ofNanos(first - asked),
                            Duration.ofNanos(Math.max(0, times.last() - told)),
                            Duration.ofNanos(times.refused() - told))))
                    .orElseGet(() -> refused("cli.probe.still-reads", topic)));
        } finally {
            leave(consumer);
        }
    }

    /** A refusal that came after it last asked, it says when it is closed: that is what was waited for. */
    private static void leave(KafkaConsumer<byte[], byte[]> consumer) {
        try {
            consumer.close();
        } catch (KafkaException e) {
            if (!(e.getCause() instanceof AuthorizationException)) {
                throw e;
            }
        }
    }

    private Properties settings() {
        var settings = new Properties();
        settings.putAll(kafka);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1");
        // One batch, however long it is.
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, "1024");
        return settings;
    }

    private Outcome<Request> file() {
        return reader.fileRequest(
                new NewRequest(
                        dataset.toString(),
                        department.value(),
                        "ServiceAccessDetermination",
                        legalBasis,
                        "the probe measures how fast this is enforced",
                        List.of("open"),
                        1,
                        null),
                null);
    }

    private static <T> Outcome<T> joined(CompletableFuture<Outcome<T>> call) {
        try {
            return call.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static <T> Outcome<T> refused(String code, String topic) {
        return Outcome.refused(Kind.NOT_ALLOWED, Reason.of(code, "topic", topic, "seconds", PATIENCE.toSeconds()));
    }

    /** Whether it comes to be refused: the right that was ended before may still stand for a moment. */
    private static boolean isRefused(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                consumer.partitionsFor(topic, PATIENCE);
            } catch (AuthorizationException e) {
                return true;
            }
            pause();
        }
        return false;
    }

    /** Where the first record stands that it can have; empty if the call is refused, or there is none in time. */
    private static Optional<Place> firstRecord(
            KafkaConsumer<byte[], byte[]> consumer,
            String topic,
            CompletableFuture<Outcome<Request>> call,
            long since) {
        while (System.nanoTime() - since < PATIENCE.toNanos()
                && !(call.isDone() && (call.isCompletedExceptionally() || joined(call) instanceof Outcome.Refused))) {
            try {
                var partitions = consumer.partitionsFor(topic, PATIENCE).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                for (var record : consumer.poll(POLL)) {
                    return Optional.of(new Place(new TopicPartition(topic, record.partition()), record.offset()));
                }
            } catch (AuthorizationException e) {
                pause();
            }
        }
        return Optional.empty();
    }

    private static void readOn(KafkaConsumer<byte[], byte[]> consumer, Place place) {
        consumer.assign(List.of(place.partition()));
        long since = System.nanoTime();
        while (System.nanoTime() - since < READING.toNanos()) {
            reads(consumer, place);
            pause();
        }
    }

    private static boolean reads(KafkaConsumer<byte[], byte[]> consumer, Place place) {
        consumer.seek(place.partition(), place.offset());
        return !consumer.poll(POLL).isEmpty();
    }

    /** Empty if it could read to the end of the probe's patience. */
    private static Optional<Seen> untilRefused(KafkaConsumer<byte[], byte[]> consumer, Place place, long told) {
        long last = told;
        long refused = 0;
        while (refused == 0 || System.nanoTime() - refused < STILL.toNanos()) {
            if (System.nanoTime() - told > PATIENCE.toNanos()) {
                return Optional.empty();
            }
            try {
                if (reads(consumer, place)) {
                    last = System.nanoTime();
                    refused = 0;
                }
            } catch (AuthorizationException e) {
                refused = refused == 0 ? System.nanoTime() : refused;
            } catch (TimeoutException e) {
                // Kafka is slow, or gone for a moment: that is no refusal.
                continue;
            }
            pause();
        }
        return Optional.of(new Seen(last, refused));
    }

    private static void pause() {
        try {
            var unused = new CountDownLatch(1).await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }
}
