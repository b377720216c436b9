package org.silobridge.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.connector.position.Counts;
import org.silobridge.connector.position.PublishedTo;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.sandbox.ExchangeInfrastructure;
import org.silobridge.sandbox.Service;
import org.silobridge.sandbox.SharedInfrastructure;

/** What a connector does while something is missing, down, changed or broken: against a real Kafka. */
@ResourceLock(SharedInfrastructure.DISTURBED)
class BadDaysIT {
    private static final ConnectorSettings SMALL = new ConnectorSettings(
            5,
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofMillis(50),
            Duration.ofMillis(200));
    private static final String MAPPING = "id: {column: id}\nnote: {column: note}";
    private static ExchangeInfrastructure exchange;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startKafka() {
        exchange = SharedInfrastructure.disturbed(Service.KAFKA);
    }

    /** Hears of waiting, and may do something about it. */
    private static class Heard implements ConnectorListener {
        final List<String> waits = new ArrayList<>();
        final AtomicInteger commits = new AtomicInteger();
        final AtomicInteger recovered = new AtomicInteger();
        Consumer<Reason> onWait = reason -> {};

        @Override
        public void progressed(Counts soFar, double rowsPerSecond) {
            commits.incrementAndGet();
        }

        @Override
        public void waiting(Reason reason, Duration pause) {
            waits.add(reason.code());
            onWait.accept(reason);
        }

        @Override
        public void recovered() {
            recovered.incrementAndGet();
        }
    }

    /** Stands still, until it is moved. */
    private static final class MovedClock extends Clock {
        private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
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

    private Outcome<RunReport> run(
            ExchangeStage stage, PublicationSource catalogue, ConnectorListener listener, Clock clock, String path)
            throws IOException {
        stage.writeClientConfig(directory.resolve("kafka.properties"));
        var file = TestContract.file(directory, MAPPING, "");
        Files.writeString(file, Files.readString(file).replace("\"*.csv\"", path));
        return new Connector(ConnectorFile.read(file).orThrow(), catalogue, SMALL, clock, listener).run();
    }

    private Outcome<RunReport> run(ExchangeStage stage, ConnectorListener listener) throws IOException {
        return run(stage, stage, listener, Clock.systemUTC(), "\"*.csv\"");
    }

    private Outcome<RunReport> run(ExchangeStage stage) throws IOException {
        return run(stage, ConnectorListener.SILENT);
    }

    private static String rows(int from, int count) {
        var rows = new StringBuilder();
        for (int i = from; i < from + count; i++) {
            rows.append(i).append(",row\n");
        }
        return rows.toString();
    }

    private Path table(String name, String rows) throws IOException {
        return Files.writeString(directory.resolve(name), "id,note\n" + rows);
    }

    private static List<String> keys(ExchangeStage stage) {
        return stage.committed(stage.publication().topic()).stream()
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .toList();
    }

    private static Refusal refusal(Outcome<RunReport> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused<RunReport>) outcome).refusal();
    }

    @Test
    void waitsForACatalogueThatIsDownAndSaysSoOnce() throws Exception {
        var stage = ExchangeStage.setThings(exchange, "catdown");
        table("a.csv", rows(0, 20));
        var catalogue = new Switched(stage);
        catalogue.down = true;
        var asked = new AtomicInteger();
        var heard = new Heard();

        var report = run(
                        stage,
                        new PublicationSource() {
                            @Override
                            public Outcome<org.silobridge.client.Publication> publication(
                                    org.silobridge.client.DatasetRef dataset) {
                                catalogue.down = asked.incrementAndGet() < 5;
                                return catalogue.publication(dataset);
                            }

                            @Override
                            public Outcome<org.silobridge.client.KeyLease> leaseKey(
                                    org.silobridge.client.DatasetRef dataset) {
                                return catalogue.leaseKey(dataset);
                            }
                        },
                        heard,
                        Clock.systemUTC(),
                        "\"*.csv\"")
                .orThrow();

        assertThat(report.now().published()).isEqualTo(20);
        assertThat(heard.waits).containsExactly("connector.catalogue.no-answer");
        assertThat(heard.recovered).hasValue(1);
    }

    @Test
    void waitsForAKafkaThatIsDown() throws Exception {
        var stage = ExchangeStage.setThings(exchange, "kafkadown");
        table("a.csv", rows(0, 20));
        var heard = new Heard();
        heard.onWait = reason -> exchange.restart(Service.KAFKA);
        exchange.kill(Service.KAFKA);

        var report = run(stage, heard).orThrow();

        assertThat(report.now().published()).isEqualTo(20);
        assertThat(heard.waits).containsExactly("connector.kafka.no-answer");
        assertThat(heard.recovered).hasValue(1);
    }

    @Test
    void namesTheTopicOnWhichItMayNotWrite() throws Exception {
        var stage = ExchangeStage.setThings(exchange, "nowrite");
        table("a.csv", rows(0, 20));
        var right = new AclBindingFilter(
                new ResourcePatternFilter(
                        ResourceType.TOPIC, stage.publication().topic(), PatternType.LITERAL),
                new AccessControlEntryFilter(null, null, AclOperation.WRITE, AclPermissionType.ALLOW));
        try (var admin = stage.admin()) {
            assertThat(admin.deleteAcls(List.of(right)).all().get()).hasSize(1);
            Awaitility.await()
                    .until(() -> admin.describeAcls(right).values().get().isEmpty());
        }

        var refusal = refusal(run(stage));

        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.FORBIDDEN);
        assertThat(refusal.in(Locale.ENGLISH))
                .contains("WRITE", stage.publication().topic(), "ask the exchange's operator");
        assertThat(stage.committed(stage.publication().positionsTopic())).isEmpty();
    }

    @Test
    void waitsForATopicThatIsNotThere() throws Exception {
        var stage = ExchangeStage.setThings(exchange, "notopic");
        table("a.csv", rows(0, 20));
        var topic = stage.publication().topic();
        var heard = new Heard();
        try (var admin = stage.admin()) {
            admin.deleteTopics(List.of(topic)).all().get();
            Awaitility.await().until(() -> !admin.listTopics().names().get().contains(topic));
            heard.onWait = reason -> {
                assertThat(reason.in(Locale.ENGLISH)).contains(topic);
                admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)));
            };

            var report = run(stage, heard).orThrow();

            assertThat(report.now().published()).isEqualTo(20);
            assertThat(heard.waits).containsExactly("connector.kafka.no-topic");
        }
    }

    @Test
    void goesOnInFilesThatGrowOrComeAndRefusesOneThatChanged() throws Exception {
        var stage = ExchangeStage.setThings(exchange, "files");
        var grows = table("b.csv", rows(100, 7));
        table("a.csv", rows(0, 7));
        assertThat(run(stage).orThrow().now().published()).isEqualTo(14);

        Files.writeString(grows, rows(107, 3), StandardOpenOption.APPEND);
        table("c.csv", rows(200, 4));
        var second = run(stage).orThrow();
        assertThat(second.before()).isEqualTo(14);
        assertThat(second.now().published()).isEqualTo(7);
        assertThat(run(stage).orThrow().now().read()).isZero();

        table("b.csv", rows(99, 10));
        table("d.csv", rows(300, 4));
        var refusal = refusal(run(stage));
        assertThat(refusal.reason().code()).isEqualTo("connector.source.changed");
        assertThat(refusal.in(Locale.ENGLISH)).contains("b.csv", "line 11", "under another name");

        var expected = new ArrayList<String>();
        for (var range : Map.of(0, 7, 100, 10, 200, 4).entrySet()) {
            for (int i = 0; i < range.getValue(); i++) {
                expected.add(String.valueOf(range.getKey() + i));
            }
        }
        assertThat(keys(stage)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void doesNotTakeWhatItPublishedToOneDatasetOrMajorForPublishedToAnother() throws Exception {
        var stage = ExchangeStage.setThings(exchange, "elsewhere");
        table("a.csv", rows(0, 7));
        assertThat(run(stage).orThrow().now().published()).isEqualTo(7);
        var first = PublishedTo.of(stage.publication());
        var otherDataset =
                ExchangeStage.setThings(exchange, "elsewhere2").publication().dataset();

        for (var moved : List.of(
                stage.publishing(otherDataset, new ContractVersion(1, 0)),
                stage.publishing(stage.publication().dataset(), new ContractVersion(2, 0)))) {
            var refusal = refusal(run(stage, moved, ConnectorListener.SILENT, Clock.systemUTC(), "\"*.csv\""));

            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.CONFLICT);
            assertThat(refusal.in(Locale.ENGLISH))
                    .contains("a.csv", first.dataset() + ", major 1", first.topic(), "another name:");
        }
        assertThat(keys(stage)).hasSize(7);
        assertThat(run(stage).orThrow().before()).isEqualTo(7);
    }

    @Test
    void publishesWhatThereIsOfACutOffGzipFileAndTheRestOnceItIsWhole() throws Exception {
        var stage = ExchangeStage.setThings(exchange, "gzip");
        var random = new java.util.Random(1);
        var text = new StringBuilder("id,note\n");
        for (int i = 0; i < 300; i++) {
            var noise = new byte[600];
            random.nextBytes(noise);
            text.append(i)
                    .append(',')
                    .append(java.util.Base64.getEncoder().encodeToString(noise))
                    .append('\n');
        }
        var zipped = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(zipped)) {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        var file = directory.resolve("a.csv.gz");
        // So much of it that the look at its first rows before the run is not what finds it, and it ends inside a row.
        Files.write(file, Arrays.copyOf(zipped.toByteArray(), zipped.size() - 4_000));

        var cut = refusal(run(stage, stage, ConnectorListener.SILENT, Clock.systemUTC(), "a.csv.gz"));
        assertThat(cut.in(Locale.ENGLISH)).contains("a.csv.gz", "Copy it again");

        Files.write(file, zipped.toByteArray());
        var whole = run(stage, stage, ConnectorListener.SILENT, Clock.systemUTC(), "a.csv.gz")
                .orThrow();
        assertThat(whole.before() + whole.now().published()).isEqualTo(300);
        assertThat(keys(stage)).hasSize(300).doesNotHaveDuplicates();
    }

    @Test
    void publishesLargeRowsUpToTheBoundAndKeepsTheBytesOfLargeBadOnesOut() throws Exception {
        var stage = ExchangeStage.setThings(exchange, "large");
        table(
                "a.csv",
                "1," + "a".repeat(600 * 1024) + "\n" + "2," + "b".repeat(999_900) + "\n" + "3," + "c".repeat(1_000_100)
                        + "\n" + "4," + "d".repeat(2 << 20) + "\n" + "5,x," + "e".repeat(600 * 1024) + "\n6,last\n");

        var report = run(stage).orThrow();

        assertThat(report.now().byReason())
                .isEqualTo(Map.of("contract.rule.row-too-large", 2L, "contract.rule.row-malformed", 1L));
        assertThat(keys(stage)).containsExactly("1", "2", "6");
        for (var record : stage.committed(stage.publication().quarantineTopic())) {
            var json = new ObjectMapper().readTree(record.value());
            assertThat(json.has("raw")).isFalse();
            assertThat(json.path("bytes").asLong()).isGreaterThan(600 * 1024);
            assertThat(json.has("sha256"))
                    .as("a digest that withheld values could be tried against")
                    .isFalse();
        }
    }

    @Test
    void needsTheCatalogueOnlyOnceALeaseHasRunOut() throws Exception {
        var stage = ExchangeStage.set(exchange, "population/resident", "lease");
        Files.copy(ExchangeStage.PROJECT.resolve("deploy/demo/data/residents.csv"), directory.resolve("residents.csv"));
        stage.writeClientConfig(directory.resolve("kafka.properties"));
        var sample = Files.readString(ExchangeStage.PROJECT.resolve("deploy/demo/residents.connector.yaml"))
                .replaceAll("[a-z-]+\\.kafka\\.properties", "kafka.properties")
                .replace("data/residents.csv", "residents.csv");
        var file = ConnectorFile.read(Files.writeString(directory.resolve("r.yaml"), sample))
                .orThrow();
        var clock = new MovedClock();
        var catalogue = new Switched(stage);
        catalogue.leaseUntil = clock.now.plusSeconds(3600);
        var heard = new Heard() {
            @Override
            public void progressed(Counts soFar, double rowsPerSecond) {
                super.progressed(soFar, rowsPerSecond);
                catalogue.down = true;
                if (soFar.read() == 3_000) {
                    clock.now = clock.now.plusSeconds(3600);
                }
            }
        };
        var committedWhenWaiting = new ArrayList<Integer>();
        heard.onWait = reason -> {
            committedWhenWaiting.add(heard.commits.get());
            catalogue.leaseUntil = clock.now.plusSeconds(3600);
            catalogue.down = false;
        };

        var report = new Connector(
                        file,
                        catalogue,
                        new ConnectorSettings(
                                500, Duration.ofSeconds(60), Duration.ofMillis(50), Duration.ofMillis(200)),
                        clock,
                        heard)
                .run()
                .orThrow();

        assertThat(committedWhenWaiting)
                .as("commits with the catalogue down, until the lease ended")
                .containsExactly(6);
        assertThat(heard.waits).containsExactly("connector.catalogue.no-answer");
        assertThat(catalogue.leases).hasValue(2);
        assertThat(report.now().published()).isEqualTo(5_910);
        assertThat(stage.committed(stage.publication().topic())).hasSize(5_910);
    }
}
