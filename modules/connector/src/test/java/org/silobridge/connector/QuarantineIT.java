package org.silobridge.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.connector.publish.ReplayPublisher;
import org.silobridge.connector.quarantine.QuarantineRecord;
import org.silobridge.connector.quarantine.Resolution;
import org.silobridge.connector.replay.Quarantine;
import org.silobridge.connector.replay.QuarantineFilter;
import org.silobridge.connector.replay.ReplayReport;
import org.silobridge.connector.replay.ReplayRequest;
import org.silobridge.connector.topic.CommittedTopic;
import org.silobridge.model.Outcome;
import org.silobridge.model.Slug;
import org.silobridge.sandbox.ExchangeInfrastructure;
import org.silobridge.sandbox.Service;
import org.silobridge.sandbox.SharedInfrastructure;

/** What becomes of bad rows, on a real Kafka with its authorizer on. */
class QuarantineIT {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static ExchangeInfrastructure exchange;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startKafka() {
        exchange = SharedInfrastructure.with(Service.KAFKA);
    }

    private ConnectorFile file(ExchangeStage stage, String mapping) throws Exception {
        stage.writeClientConfig(directory.resolve("kafka.properties"));
        return TestContract.read(directory, mapping);
    }

    private static void publish(ExchangeStage stage, ConnectorFile file) {
        new Connector(file, stage, ConnectorSettings.STANDARD, Clock.systemUTC(), ConnectorListener.SILENT)
                .run()
                .orThrow();
    }

    private static Quarantine quarantine(ExchangeStage stage, ConnectorFile file) {
        return Quarantine.open(file, stage, Clock.systemUTC(), PATIENCE).orThrow();
    }

    private static ReplayReport replay(ExchangeStage stage, ConnectorFile file, Optional<Path> rows, boolean dryRun) {
        return quarantine(stage, file)
                .replay(new ReplayRequest(QuarantineFilter.ALL, rows, false, dryRun))
                .orThrow();
    }

    private static List<String> states(ExchangeStage stage, ConnectorFile file) {
        var states = new ArrayList<String>();
        quarantine(stage, file)
                .list(QuarantineFilter.ALL, row -> {
                    var resolved = row.resolved();
                    states.add(row.line() + " " + (resolved == null ? "open" : resolved.outcome()));
                })
                .orThrow();
        return states;
    }

    private static List<String> keys(ExchangeStage stage) {
        return stage.committed(stage.publication().topic()).stream()
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void mendedRowsArePublishedOnceHoweverOftenTheyAreReplayed() throws Exception {
        var stage = ExchangeStage.setThings(exchange, "mend");
        Files.writeString(
                directory.resolve("things.csv"), "id,person,amount\na,ABCD,1\nb,ABCD,x\nc,wrong,3\nd,ABCD,y\n");
        var file = file(stage, "id: {column: id}\nperson: {column: person}\namount: {column: amount}");
        publish(stage, file);
        var rows = Files.createDirectory(directory.resolve("mend")).resolve("rows.csv");

        // What is withheld is not stored, so that it has to come from a person.
        var asStored = replay(stage, file, Optional.empty(), true);
        assertThat(asStored.published()).isZero();
        assertThat(asStored.byReason()).containsOnlyKeys("connector.quarantine.columns-missing");
        var exported = quarantine(stage, file)
                .export(QuarantineFilter.ALL, rows, Locale.ENGLISH)
                .orThrow();
        assertThat(exported.rows()).isEqualTo(3);
        assertThat(exported.withheld()).containsExactly("person");
        assertThat(Files.readString(rows)).contains("b,,x,things.csv,3,").doesNotContain("ABCD", "wrong");
        assertThat(quarantine(stage, file).export(QuarantineFilter.ALL, rows, Locale.ENGLISH))
                .isInstanceOf(Outcome.Refused.class);
        Files.writeString(
                rows,
                Files.readString(rows)
                        .replace("b,,x,", "b,ABCD,2,")
                        .replace("c,,3,", "c,ABCD,3,")
                        .replace("d,,y,", "d,,4,"));

        // A replay that is killed between sending and committing.
        var killed = new ReplayPublisher(
                properties(),
                stage.publication(),
                new Slug("things"),
                stage.contract().reference(),
                PATIENCE);
        killed.begin();
        killed.publish("b".getBytes(StandardCharsets.UTF_8), new byte[] {0}, List.of(), Instant.EPOCH);
        var open = new ArrayList<QuarantineRecord>();
        quarantine(stage, file)
                .list(new QuarantineFilter(Optional.empty(), Optional.of("type"), Optional.empty()), open::add)
                .orThrow();
        killed.resolve(open.get(0).resolved(new Resolution(Instant.EPOCH, Resolution.Outcome.REPLAYED)));

        var first = replay(stage, file, Optional.of(rows), false);
        assertThatThrownBy(killed::commit).isInstanceOf(KafkaException.class);
        killed.close();
        var second = replay(stage, file, Optional.of(rows), false);

        assertThat(first.published()).isEqualTo(2);
        assertThat(first.examples()).singleElement().satisfies(row -> assertThat(row.line())
                .isEqualTo(5));
        assertThat(second.published()).isZero();
        assertThat(second.unmatched()).isEqualTo(2);
        assertThat(keys(stage)).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(states(stage, file)).containsExactlyInAnyOrder("3 replayed", "4 replayed", "5 open");
    }

    @Test
    void whatIsReadWhileItsOldestRecordsAreDeletedIsReadToItsEndAllTheSame() throws Exception {
        var stage = ExchangeStage.setThings(exchange, "retention");
        stage.writeClientConfig(directory.resolve("kafka.properties"));
        var topic = stage.publication().quarantineTopic();
        // More than the client fetches ahead.
        var fill = new HashMap<String, Object>(exchange.kafkaClientConfig(exchange.kafkaAdmin()));
        try (var producer = new KafkaProducer<>(fill, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < 12; i++) {
                producer.send(new ProducerRecord<>(topic, new byte[300_000])).get();
            }
        }
        var read = new ArrayList<Long>();
        var records = new CommittedTopic(properties(), topic, PATIENCE);
        try (var admin = stage.admin()) {
            records.read(records.ends(), Optional.empty(), record -> {
                if (read.isEmpty()) {
                    deleteBefore(admin, new TopicPartition(topic, 0), 10);
                }
                read.add(record.offset());
            });
        }

        assertThat(read).contains(0L, 10L, 11L).doesNotHaveDuplicates().isSorted();
    }

    private static void deleteBefore(Admin admin, TopicPartition partition, long offset) {
        try {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private Properties properties() throws Exception {
        return KafkaClientFile.read(directory.resolve("kafka.properties"), exchange.bootstrapServers())
                .orThrow();
    }

    @Test
    void aReplayBesideTheConnectorNeverPutsAnOlderStateBackEither() throws Exception {
        var stage = ExchangeStage.setThings(
                exchange,
                "beside",
                TestContract.yaml("last-wins")
                        .replace("records: event", "records: state")
                        .replace("retention: P1D", "retention: forever"));
        Files.writeString(directory.resolve("1.csv"), "id,amount\nk,none\nm,none\n");
        publish(stage, file(stage, "id: {column: id}\namount: {column: amount}"));
        var mended = file(stage, "id: {column: id}\namount: {column: amount, nulls: [none]}");
        var told = new AtomicBoolean();
        // Asked for the first time when the first row has been sent and the second has not.
        var connectorComesInBetween = new FilterClock(() -> {
            if (!told.getAndSet(true)) {
                Files.writeString(directory.resolve("2.csv"), "id,amount\nm,5\n");
                publish(stage, mended);
            }
        });

        var report = Quarantine.open(mended, stage, connectorComesInBetween, PATIENCE)
                .flatMap(quarantine ->
                        quarantine.replay(new ReplayRequest(QuarantineFilter.ALL, Optional.empty(), false, false)))
                .orThrow();

        assertThat(report.published()).isEqualTo(1);
        assertThat(report.superseded()).isEqualTo(1);
        assertThat(keys(stage)).containsExactly("m", "k");
        assertThat(states(stage, mended)).containsExactlyInAnyOrder("2 replayed", "3 superseded");
    }

    /** Does something whenever it is asked for the time. */
    private static final class FilterClock extends Clock {
        private final ThrowingRunnable asked;

        FilterClock(ThrowingRunnable asked) {
            this.asked = asked;
        }

        interface ThrowingRunnable {
            void run() throws Exception;
        }

        @Override
        public Instant instant() {
            try {
                asked.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return Clock.systemUTC().instant();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void aNewMappingMendsStoredRowsAndNeverPutsAnOlderStateBack() throws Exception {
        var stage = ExchangeStage.setThings(
                exchange,
                "state",
                TestContract.yaml("last-wins")
                        .replace("records: event", "records: state")
                        .replace("retention: P1D", "retention: forever"));
        Files.writeString(directory.resolve("1.csv"), "id,amount\nk,none\nm,none\nn,worse\n");
        var file = file(stage, "id: {column: id}\namount: {column: amount}");
        publish(stage, file);
        Files.writeString(directory.resolve("2.csv"), "id,amount\nk,5\n");
        publish(stage, file);
        var mended = file(stage, "id: {column: id}\namount: {column: amount, nulls: [none]}");

        var foreseen = replay(stage, mended, Optional.empty(), true);
        var report = replay(stage, mended, Optional.empty(), false);
        var again = replay(stage, mended, Optional.empty(), false);

        assertThat(report).isEqualTo(foreseen);
        assertThat(report.published()).isEqualTo(1);
        assertThat(report.superseded()).isEqualTo(1);
        assertThat(report.byReason()).containsOnlyKeys("contract.rule.type");
        assertThat(again.published() + again.superseded()).isZero();
        assertThat(keys(stage)).containsExactlyInAnyOrder("k", "m");
        assertThat(states(stage, mended)).containsExactlyInAnyOrder("2 superseded", "3 replayed", "4 open");
    }
}
