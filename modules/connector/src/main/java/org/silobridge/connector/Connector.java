package org.silobridge.connector;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.silobridge.checks.Cel;
import org.silobridge.client.KeyLease;
import org.silobridge.client.Publication;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.connector.mapping.CompiledMapping;
import org.silobridge.connector.position.CommittedPositions;
import org.silobridge.connector.position.PositionRecord;
import org.silobridge.connector.position.PublishedTo;
import org.silobridge.connector.publish.KafkaTrouble;
import org.silobridge.connector.publish.TransactionalPublisher;
import org.silobridge.connector.quarantine.QuarantineRecord;
import org.silobridge.connector.row.RowPipeline;
import org.silobridge.connector.snapshot.FeedsOfDataset;
import org.silobridge.connector.snapshot.KafkaPublishedTopic;
import org.silobridge.connector.snapshot.Novelty;
import org.silobridge.connector.snapshot.Novelty.Verdict;
import org.silobridge.connector.snapshot.SnapshotDiff;
import org.silobridge.connector.snapshot.VanishedKey;
import org.silobridge.connector.source.Rows;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.connector.topic.CommittedTopic;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractReader;
import org.silobridge.contract.DuplicateKeys;
import org.silobridge.contract.wire.PseudonymKey;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the rows of a source, each exactly once and in order, however often it is killed. It knows one way to
 * begin: take over the transactional id (which ends what an earlier instance left open), read the committed positions,
 * go through the source from its beginning and skip what is done. After trouble with Kafka it begins again the same
 * way, so that recovering is nothing special.
 */
public final class Connector {
    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);
    private static final Duration REMIND = Duration.ofSeconds(30);
    /** How soon a run without rows notices that it is to stop. */
    private static final Duration LOOK = Duration.ofMillis(50);

    private final ConnectorFile file;
    private final PublicationSource catalogue;
    private final ConnectorSettings settings;
    private final Clock clock;
    private final ConnectorListener listener;
    private final Tally tally = new Tally();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private long workedNanos;
    private @Nullable Publication publication;
    private @Nullable Lease lease;

    public Connector(
            ConnectorFile file,
            PublicationSource catalogue,
            ConnectorSettings settings,
            Clock clock,
            ConnectorListener listener) {
        this.file = file;
        this.catalogue = catalogue;
        this.settings = settings;
        this.clock = clock;
        this.listener = listener;
    }

    /** Ends the run soon, after a commit. May be called from any thread. */
    public void stop() {
        stopped.countDown();
    }

    /**
     * Publishes until the source's end, or until stopped. Waits for a catalogue or Kafka that does not answer; what
     * waiting cannot mend is refused.
     */
    public Outcome<RunReport> run() {
        var waiting = new Waiting();
        while (!isStopped()) {
            long begun = tally.now().read();
            Outcome<RunReport> outcome;
            try {
                outcome = session(waiting);
            } catch (RefusedException e) {
                outcome = Outcome.refused(e.refusal());
            } catch (KafkaException e) {
                outcome = refused(e);
            }
            if (!(outcome instanceof Outcome.Refused<RunReport> refused) || !isUnavailable(outcome)) {
                return outcome;
            }
            if (tally.now().read() > begun) {
                waiting.over();
            }
            waiting.pause(refused.refusal().reason());
        }
        return Outcome.ok(tally.report(false));
    }

    private Outcome<RunReport> refused(KafkaException e) {
        var known = publication;
        var refusal =
                known == null ? Optional.<Refusal>empty() : KafkaTrouble.refusal(known, file.name(), withSuppressed(e));
        return Outcome.refused(refusal.orElseGet(() -> Refusal.of(
                Refusal.Kind.UNAVAILABLE, Reason.of("connector.kafka.no-answer", "error", KafkaTrouble.summary(e)))));
    }

    private static @Nullable Throwable[] withSuppressed(KafkaException e) {
        var suppressed = e.getSuppressed();
        var all = new @Nullable Throwable[suppressed.length + 1];
        all[0] = e;
        System.arraycopy(suppressed, 0, all, 1, suppressed.length);
        return all;
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private Outcome<RunReport> session(Waiting waiting) {
        return publication().flatMap(found -> ContractReader.read(
                        found.contractName() + ".yaml", found.contract(), found.schema(), Cel.LANGUAGE)
                .flatMap(contract -> CompiledMapping.compile(file.mapping(), contract)
                        .flatMap(
                                mapping -> KafkaClientFile.read(file.kafkaClientConfig(), found.kafkaBootstrapServers())
                                        .flatMap(client -> {
                                            publication = found;
                                            return session(found, contract, mapping, client, waiting);
                                        }))));
    }

    /** Asks again each time, but what was told before serves while the catalogue does not answer. */
    private Outcome<Publication> publication() {
        var asked = catalogue.publication(file.dataset());
        var known = publication;
        return known != null && isUnavailable(asked) ? Outcome.ok(known) : asked;
    }

    private static boolean isUnavailable(Outcome<?> outcome) {
        return outcome instanceof Outcome.Refused<?> refused
                && refused.refusal().kind() == Refusal.Kind.UNAVAILABLE;
    }

    /** Asked by the thread that makes keys and by the one that sends them. */
    private synchronized Outcome<Lease> lease(Publication to) {
        var held = lease;
        if (held != null && clock.instant().isBefore(held.expiresAt())) {
            return Outcome.ok(held);
        }
        var leased = Lease.of(catalogue.leaseKey(file.dataset()), to);
        if (leased instanceof Outcome.Ok<Lease> ok) {
            lease = ok.value();
        }
        return leased;
    }

    private Outcome<RunReport> session(
            Publication to, Contract contract, CompiledMapping mapping, Properties client, Waiting waiting) {
        var source = file.openable(to.dataset().id(), clock);
        var watch = new SourceWatch(listener, source.remote());
        // Before anything is taken over from an instance that may be running: can this be read at all?
        var violations = watch.asking(() -> SourceFit.check(source, mapping, contract));
        if (!violations.isEmpty()) {
            return Outcome.invalid(Reason.of("connector.source.unreadable"), violations);
        }
        Optional<Lease> leased = Optional.empty();
        if (contract.hasPseudonymousKey()) {
            var answer = lease(to);
            if (answer instanceof Outcome.Refused<Lease> refused) {
                return Outcome.refused(refused.refusal());
            }
            leased = Optional.of(answer.orThrow());
        }
        var patience = settings.kafkaPatience();
        try (var publisher = new TransactionalPublisher(client, to, file.name(), contract.reference(), patience)) {
            var missing = CommittedTopic.missing(
                    client, List.of(to.topic(), to.quarantineTopic(), to.positionsTopic()), patience);
            if (!missing.isEmpty()) {
                return Outcome.refused(
                        Refusal.Kind.UNAVAILABLE,
                        Reason.of("connector.kafka.no-topic", "topics", String.join(", ", missing)));
            }
            var all = CommittedPositions.readAll(client, to.positionsTopic(), file.name(), patience);
            var positions = all.own();
            var elsewhere = elsewhere(positions.values(), PublishedTo.of(to));
            if (elsewhere.isPresent()) {
                return Outcome.refused(elsewhere.get());
            }
            var otherKind = otherKind(positions.values(), source.kind());
            if (otherKind.isPresent()) {
                return Outcome.refused(otherKind.get());
            }
            var notAlone = FeedsOfDataset.refusal(
                    file.name(), source.snapshots().isPresent(), file.replaces(), all, PublishedTo.of(to));
            if (notAlone.isPresent()) {
                return Outcome.refused(notAlone.get());
            }
            waiting.over();
            tally.begin(positions);
            var done = new HashMap<String, SourcePosition>();
            positions.forEach((name, record) -> done.put(name, record.position()));
            LOG.atInfo()
                    .addKeyValue("dataset", to.dataset().name())
                    .addKeyValue("topic", to.topic())
                    .addKeyValue("schemaId", to.schemaId())
                    .log("publishing");
            var key = leased.map(Lease::key);
            if (source.snapshots().isPresent()) {
                try (var diff = snapshots(source, to, contract, mapping, client, done)) {
                    var pipeline = new RowPipeline(contract, mapping, to.schemaId(), key, false);
                    return Outcome.ok(
                            new Pump(to, contract, mapping, publisher, pipeline, diff, diff, leased.orElse(null), watch)
                                    .run());
                }
            }
            try (var rows = watch.asking(() -> source.open(mapping.columns(), done))) {
                var pipeline = new RowPipeline(contract, mapping, to.schemaId(), key);
                return Outcome.ok(new Pump(
                                to,
                                contract,
                                mapping,
                                publisher,
                                pipeline,
                                rows,
                                Novelty.EVERY_ROW,
                                leased.orElse(null),
                                watch)
                        .run());
            }
        }
    }

    private SnapshotDiff snapshots(
            Source source,
            Publication to,
            Contract contract,
            CompiledMapping mapping,
            Properties client,
            Map<String, SourcePosition> done) {
        var settings = source.snapshots().orElseThrow();
        var reader = contract.reference() + " " + to.schemaId() + " " + mapping.canonicalText();
        return SnapshotDiff.open(
                source.openSnapshots(mapping.columns(), done, reader),
                settings,
                contract.duplicateKeys() == DuplicateKeys.ERROR,
                file.workDirectory().resolve("snapshot"),
                new KafkaPublishedTopic(client, to.topic(), this.settings.kafkaPatience()),
                clock);
    }

    /** What was published to another topic is not published to this one: its positions must not pass for ours. */
    private Optional<Refusal> elsewhere(Collection<PositionRecord> positions, PublishedTo to) {
        return positions.stream()
                .filter(record -> !record.to().equals(to))
                .findFirst()
                .map(other -> Refusal.of(
                        Refusal.Kind.CONFLICT,
                        Reason.of(
                                "connector.position.elsewhere",
                                "connector",
                                file.name(),
                                "file",
                                other.position().part(),
                                "storedDataset",
                                other.to().dataset(),
                                "storedMajor",
                                other.to().major(),
                                "storedTopic",
                                other.to().topic(),
                                "dataset",
                                to.dataset(),
                                "major",
                                to.major(),
                                "topic",
                                to.topic())));
    }

    /** What one kind of source says of how far it is read means nothing to another. */
    private Optional<Refusal> otherKind(Collection<PositionRecord> positions, SourceKind kind) {
        return positions.stream()
                .map(PositionRecord::position)
                .filter(position -> position.kind() != kind)
                .findFirst()
                .map(other -> Refusal.of(
                        Refusal.Kind.CONFLICT,
                        Reason.of(
                                "connector.position.other-source",
                                "connector",
                                file.name(),
                                "part",
                                other.part(),
                                "stored",
                                other.kind(),
                                "source",
                                kind)));
    }

    /** The right to make pseudonyms, for a time. */
    private record Lease(PseudonymKey key, java.time.Instant expiresAt) {
        static Outcome<Lease> of(Outcome<KeyLease> leased, Publication to) {
            return leased.map(lease -> {
                var secret = lease.secretBytes();
                try {
                    return new Lease(
                            PseudonymKey.derive(
                                    secret,
                                    to.dataset().id(),
                                    to.contractVersion().major()),
                            lease.expiresAt());
                } finally {
                    java.util.Arrays.fill(secret, (byte) 0);
                }
            });
        }
    }

    /**
     * Moves rows from the source to Kafka, transaction by transaction. Judging rows is the reading thread's, all else is
     * the run's.
     */
    private final class Pump implements Reading.Judge, Transactions.Surroundings {
        private final Publication to;
        private final Contract contract;
        private final CompiledMapping mapping;
        private final TransactionalPublisher publisher;
        private final RowPipeline pipeline;
        private final Rows rows;
        private final Novelty novelty;
        private final boolean leased;
        private final SourceWatch watch;
        private final BadRowShare badRows = new BadRowShare(file.badRows());
        private @Nullable Lease inUse;
        private final Transactions transactions;
        private int replayed;

        Pump(
                Publication to,
                Contract contract,
                CompiledMapping mapping,
                TransactionalPublisher publisher,
                RowPipeline pipeline,
                Rows rows,
                Novelty novelty,
                @Nullable Lease inUse,
                SourceWatch watch) {
            this.to = to;
            this.contract = contract;
            this.mapping = mapping;
            this.publisher = publisher;
            this.pipeline = pipeline;
            this.rows = rows;
            this.novelty = novelty;
            this.leased = inUse != null;
            this.inUse = inUse;
            this.watch = watch;
            this.transactions = new Transactions(publisher, PublishedTo.of(to), tally, settings, this);
        }

        RunReport run() {
            return tally.report(toTheEnd());
        }

        private boolean toTheEnd() {
            try (var reading = new Reading(rows, this, settings, "read " + file.name())) {
                while (!reading.isOver() && (!isStopped() || rows.finishes())) {
                    var batch = reading.next(transactions.isOpen() ? transactions.nanosLeft() : LOOK.toNanos());
                    watch.look(reading);
                    if (batch != null) {
                        transactions.add(batch);
                    }
                    if (transactions.isDue() || (transactions.isAwaited() && reading.isDry())) {
                        transactions.commit();
                    }
                }
                transactions.commit();
                return reading.isOver();
            } catch (KafkaException e) {
                var first = publisher.failed();
                if (first != null && first != e) {
                    e.addSuppressed(first);
                }
                transactions.abort(e);
                throw e;
            } catch (RefusedException e) {
                transactions.abort(e);
                throw e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stop();
                return false;
            } finally {
                watch.end();
            }
        }

        /** Whoever began to send may have been without rows, and long ago: each time is looked at. */
        @Override
        public void beforeRows() {
            if (leased) {
                lease(to).orThrow();
            }
        }

        @Override
        public void committed(List<SourcePosition> positions, long nanos) {
            rows.committed(positions);
            workedNanos += nanos;
            rows.share().ifPresent(listener::reached);
            var now = tally.now();
            listener.progressed(now, now.read() / Math.max(1e-9, workedNanos / (double) TimeUnit.SECONDS.toNanos(1)));
        }

        /** Goes on with a renewed lease, where keys need one and it has ended. */
        @Override
        public void prepare() {
            if (inUse == null) {
                return;
            }
            var valid = lease(to).orThrow();
            if (!valid.equals(inUse)) {
                pipeline.renew(valid.key());
                inUse = valid;
            }
        }

        @Override
        public void replay(SourceRow row) {
            if (novelty != Novelty.EVERY_ROW) {
                if ((replayed++ & 1023) == 0) {
                    prepare();
                }
                judge(row);
            } else if (rows.judgesAgain()) {
                rows.judged(pipeline.accept(row) ? List.of() : pipeline.faults());
            } else {
                pipeline.replay(row);
            }
        }

        /** What becomes of a row; null where it is bad. */
        private @Nullable Verdict judge(SourceRow row) {
            if (pipeline.accept(row)) {
                return novelty.judge(pipeline.key(), pipeline.value(), row.line());
            }
            if (novelty != Novelty.EVERY_ROW) {
                novelty.bad(pipeline.keyOfBad(row));
            }
            return null;
        }

        @Override
        public void move(SourceRow row, Batch into) {
            if (row instanceof VanishedKey vanished) {
                into.remove(row.part(), vanished.key());
                return;
            }
            if (row.endsPart()) {
                into.ended(row.part(), novelty.held());
                return;
            }
            var verdict = judge(row);
            if (verdict instanceof Verdict.Publish) {
                into.publish(row.part(), pipeline.key(), pipeline.value(), pipeline.flags());
                good();
            } else if (verdict instanceof Verdict.Unchanged) {
                into.unchanged(row.part());
                good();
            } else if (verdict instanceof Verdict.Repeated repeated) {
                quarantine(row, pipeline.repeated(repeated.line()), into);
            } else {
                quarantine(row, pipeline.faults(), into);
            }
        }

        private void good() {
            rows.judged(List.of());
            badRows.good();
        }

        private void quarantine(SourceRow row, List<Violation> faults, Batch into) {
            badRows.bad(row, faults);
            into.quarantine(
                    row.part(),
                    QuarantineRecord.of(
                            file.name(),
                            to.dataset().name().toString(),
                            contract.reference(),
                            mapping,
                            row,
                            faults,
                            clock.instant()),
                    faults);
            rows.judged(faults);
        }
    }

    /** Waiting for what does not answer: says so when it begins and at intervals, and when it is over. */
    private final class Waiting {
        private Duration pause = settings.firstPause();
        private boolean on;
        private long saidAt;

        void pause(Reason reason) {
            if (!on || System.nanoTime() - saidAt > REMIND.toNanos()) {
                on = true;
                saidAt = System.nanoTime();
                LOG.atWarn().addKeyValue("error", reason).log("waiting");
                listener.waiting(reason, pause);
            }
            try {
                if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stop();
            }
            var next = pause.multipliedBy(2);
            pause = next.compareTo(settings.longestPause()) > 0 ? settings.longestPause() : next;
        }

        void over() {
            pause = settings.firstPause();
            if (on) {
                on = false;
                LOG.atInfo().log("recovered");
                listener.recovered();
            }
        }
    }
}
