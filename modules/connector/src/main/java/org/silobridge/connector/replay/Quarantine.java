package org.silobridge.connector.replay;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;
import org.silobridge.checks.Cel;
import org.silobridge.client.Publication;
import org.silobridge.connector.KafkaClientFile;
import org.silobridge.connector.PublicationSource;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.connector.mapping.CompiledMapping;
import org.silobridge.connector.position.CommittedPositions;
import org.silobridge.connector.position.Counts;
import org.silobridge.connector.publish.KafkaTrouble;
import org.silobridge.connector.publish.ReplayPublisher;
import org.silobridge.connector.quarantine.QuarantineRecord;
import org.silobridge.connector.row.RowPipeline;
import org.silobridge.connector.topic.CommittedTopic;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractReader;
import org.silobridge.contract.wire.PseudonymKey;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;

/**
 * The rows that one connector has quarantined: look at them, take them out to be mended, publish what is mended. Works with
 * the department's own credential, which alone may read its quarantine.
 */
public final class Quarantine {
    private final ConnectorFile file;
    private final PublicationSource catalogue;
    private final Publication publication;
    private final Properties client;
    private final Clock clock;
    private final Duration patience;

    private Quarantine(
            ConnectorFile file,
            PublicationSource catalogue,
            Publication publication,
            Properties client,
            Clock clock,
            Duration patience) {
        this.file = file;
        this.catalogue = catalogue;
        this.publication = publication;
        this.client = client;
        this.clock = clock;
        this.patience = patience;
    }

    /** The quarantine of a connector; {@code patience} is how long one call may wait for a Kafka that does not answer. */
    public static Outcome<Quarantine> open(
            ConnectorFile file, PublicationSource catalogue, Clock clock, Duration patience) {
        return catalogue.publication(file.dataset()).flatMap(found -> KafkaClientFile.read(
                        file.kafkaClientConfig(), found.kafkaBootstrapServers())
                .map(client -> new Quarantine(file, catalogue, found, client, clock, patience)));
    }

    /** Hands over every row that {@code filter} means, resolved ones included, in the order of their quarantine. */
    public Outcome<QuarantineSummary> list(QuarantineFilter filter, Consumer<QuarantineRecord> each) {
        return answered(() -> {
            var open = new TreeMap<String, Long>();
            var resolved = new TreeMap<String, Long>();
            topic().forEach(stored -> {
                var row = stored.row();
                if (isMeant(row, filter)) {
                    var counts = row.resolved() == null ? open : resolved;
                    row.reasons().stream()
                            .map(found -> found.reason().code())
                            .distinct()
                            .forEach(code -> counts.merge(code, 1L, Long::sum));
                    each.accept(row);
                }
            });
            var positions = CommittedPositions.read(client, publication.positionsTopic(), file.name(), patience)
                    .values();
            var read = positions.stream()
                    .filter(position -> filter.admitsFile(position.position().part()))
                    .map(position -> position.counts())
                    .reduce(Counts.NONE, Counts::plus);
            return Outcome.ok(new QuarantineSummary(read, open, resolved));
        });
    }

    /** Writes the open rows that {@code filter} means to a new CSV file, for a person to mend. */
    public Outcome<ExportReport> export(QuarantineFilter filter, Path to, Locale language) {
        return contract().flatMap(contract -> CompiledMapping.compile(file.mapping(), contract)
                .flatMap(mapping -> answered(() -> {
                    try (var export = new RowsFile(to, mapping.columns(), language)) {
                        topic().forEach(stored -> {
                            if (stored.row().resolved() == null && isMeant(stored.row(), filter)) {
                                export.write(stored.row());
                            }
                        });
                        return Outcome.ok(new ExportReport(
                                export.rows(), export.rowsWithoutColumns(), mapping.withheldColumns()));
                    } catch (FileAlreadyExistsException e) {
                        return Outcome.refused(
                                Refusal.Kind.INVALID, Reason.of("connector.quarantine.file-exists", "file", to));
                    } catch (IOException e) {
                        return Outcome.refused(
                                Refusal.Kind.INVALID,
                                Reason.of(
                                        "connector.quarantine.not-written",
                                        "file",
                                        to,
                                        "error",
                                        String.valueOf(e.getMessage())));
                    }
                })));
    }

    /**
     * Publishes the open rows that are meant and good now, each at most once however many replays there are and wherever they
     * are killed, and marks them resolved in the same transaction.
     */
    public Outcome<ReplayReport> replay(ReplayRequest request) {
        Outcome<Optional<MendedRows>> mended = request.rows().isPresent()
                ? MendedRows.read(request.rows().get()).map(Optional::of)
                : Outcome.ok(Optional.empty());
        return mended.flatMap(rows -> contract().flatMap(contract -> CompiledMapping.compile(file.mapping(), contract)
                .flatMap(mapping -> pseudonyms(contract)
                        .flatMap(key -> answered(() -> replay(request, rows.orElse(null), contract, mapping, key))))));
    }

    private Outcome<ReplayReport> replay(
            ReplayRequest request,
            @Nullable MendedRows rows,
            Contract contract,
            CompiledMapping mapping,
            Optional<PseudonymKey> key) {
        var missing =
                CommittedTopic.missing(client, List.of(publication.topic(), publication.quarantineTopic()), patience);
        if (!missing.isEmpty()) {
            return Outcome.refused(
                    Refusal.Kind.UNAVAILABLE,
                    Reason.of("connector.kafka.no-topic", "topics", String.join(", ", missing)));
        }
        try (var publisher = request.dryRun()
                ? null
                : new ReplayPublisher(client, publication, file.name(), contract.reference(), patience)) {
            // Only now, as whoever replayed before can commit nothing more.
            var replay = new Replay(
                    contract,
                    mapping,
                    () -> new RowPipeline(contract, mapping, publication.schemaId(), key),
                    row -> isMeant(row, request.filter()),
                    rows,
                    request.emptyWithheld(),
                    publisher,
                    clock);
            return Outcome.ok(replay.run(this::topic, new CommittedTopic(client, publication.topic(), patience)));
        }
    }

    private Outcome<Optional<PseudonymKey>> pseudonyms(Contract contract) {
        if (!contract.hasPseudonymousKey()) {
            return Outcome.ok(Optional.empty());
        }
        return catalogue.leaseKey(file.dataset()).map(lease -> {
            var secret = lease.secretBytes();
            try {
                return Optional.of(PseudonymKey.derive(
                        secret,
                        publication.dataset().id(),
                        publication.contractVersion().major()));
            } finally {
                Arrays.fill(secret, (byte) 0);
            }
        });
    }

    private Outcome<Contract> contract() {
        return ContractReader.read(
                publication.contractName() + ".yaml", publication.contract(), publication.schema(), Cel.LANGUAGE);
    }

    private boolean isMeant(QuarantineRecord row, QuarantineFilter filter) {
        return row.dataset().equals(publication.dataset().name().toString()) && filter.admits(row);
    }

    private QuarantineTopic topic() {
        return new QuarantineTopic(new CommittedTopic(client, publication.quarantineTopic(), patience), file.name());
    }

    /** Kafka's exceptions as refusals. */
    private <T> Outcome<T> answered(Supplier<Outcome<T>> work) {
        try {
            return work.get();
        } catch (RefusedException e) {
            return Outcome.refused(e.refusal());
        } catch (KafkaException e) {
            if (isFenced(e)) {
                return Outcome.refused(
                        Refusal.Kind.CONFLICT,
                        Reason.of("connector.quarantine.replay-fenced", "connector", file.name()));
            }
            var refusal = KafkaTrouble.refusal(publication, file.name(), e);
            return Outcome.refused(refusal.orElseGet(() -> Refusal.of(
                    Refusal.Kind.UNAVAILABLE,
                    Reason.of("connector.quarantine.no-answer", "error", KafkaTrouble.summary(e)))));
        }
    }

    /** Only a replay writes here, so that only another one can have taken over. */
    private static boolean isFenced(KafkaException trouble) {
        for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return true;
            }
        }
        return false;
    }

    /**
     * What a list tells of all its rows.
     *
     * @param read the rows that the connector has read and committed so far, as far as it keeps positions; of the files that
     *     the list is of
     * @param open how many open rows have each reason; a row with several counts in each
     * @param resolved the same of rows that were replayed or superseded
     */
    public record QuarantineSummary(Counts read, Map<String, Long> open, Map<String, Long> resolved) {
        public QuarantineSummary {
            open = Map.copyOf(open);
            resolved = Map.copyOf(resolved);
        }
    }

    /**
     * What was exported.
     *
     * @param withoutColumns of the rows: those of which only file, line and reasons are known
     * @param withheld the columns that are empty because their values never leave the connector
     */
    public record ExportReport(long rows, long withoutColumns, List<String> withheld) {
        public ExportReport {
            withheld = List.copyOf(withheld);
        }
    }
}
