package org.silobridge.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.connector.position.CommittedPositions;
import org.silobridge.connector.position.Counts;
import org.silobridge.model.Outcome;
import org.silobridge.model.Refusal;
import org.silobridge.sandbox.ExchangeInfrastructure;
import org.silobridge.sandbox.Service;
import org.silobridge.sandbox.SharedInfrastructure;

/** Nightly full exports against a real Kafka. What is published of them row by row, and kills, stand in {@code SnapshotDiffTest}. */
class SnapshotIT {
    private static final ConnectorSettings SMALL =
            new ConnectorSettings(50, Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofMillis(200));
    private static ExchangeInfrastructure exchange;

    @TempDir
    private Path directory;

    private ExchangeStage stage;

    @BeforeAll
    static void startKafka() {
        exchange = SharedInfrastructure.with(Service.KAFKA);
    }

    private void set(String prefix, String duplicateKeys) throws Exception {
        var yaml = TestContract.yaml(duplicateKeys)
                .replace("records: event", "records: state")
                .replace("retention: P1D", "retention: forever");
        stage = ExchangeStage.setThings(exchange, prefix, yaml);
        stage.writeClientConfig(directory.resolve("kafka.properties"));
    }

    @BeforeEach
    void begin() throws Exception {
        set("snap", "error");
    }

    private Outcome<RunReport> run(String name, String more, String top) throws IOException {
        var mapping = "id: {column: id}\nnote: {column: note}\nperson: {column: person}";
        var file = TestContract.file(directory, mapping, more);
        Files.writeString(file, Files.readString(file).replace("name: things", "name: " + name) + top);
        return new Connector(
                        ConnectorFile.read(file).orThrow(), stage, SMALL, Clock.systemUTC(), ConnectorListener.SILENT)
                .run();
    }

    private Outcome<RunReport> run() throws IOException {
        return run("things", ", snapshot: {maxShrink: 40%}", "");
    }

    private void write(String name, String... rows) throws IOException {
        Files.writeString(directory.resolve(name), "id,note,person\n" + String.join("\n", rows) + "\n");
    }

    private static Counts counts(Outcome<RunReport> outcome, String file) {
        return outcome.orThrow().files().stream()
                .filter(report -> report.file().equals(file))
                .findFirst()
                .orElseThrow()
                .now();
    }

    private static Refusal refusal(Outcome<RunReport> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused<RunReport>) outcome).refusal();
    }

    /** The values by key, with what was taken away taken away. */
    private Map<String, String> state() {
        var state = new TreeMap<String, String>();
        for (ConsumerRecord<byte[], byte[]> record :
                stage.committed(stage.publication().topic())) {
            var key = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
                state.remove(key);
            } else {
                state.put(key, new String(record.value(), StandardCharsets.ISO_8859_1));
            }
        }
        return state;
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void publishesWhatChangedAndTakesAwayWhatVanishedAlsoWithoutWhatItKnew() throws Exception {
        write("1.csv", "a,one,ABCD", "b,two,ABCD", "c,three,ABCD", "d,four,ABCD");
        assertThat(counts(run(), "1.csv")).isEqualTo(new Counts(4, 0, Map.of()));
        // Unchanged but for what is withheld; changed; gone; new; and one that is bad.
        write("2.csv", "a,one,WXYZ", "b,TWO,ABCD", "d,four,not a person", "e,five,ABCD");
        delete(directory.resolve("things.work"));

        var second = run();

        assertThat(counts(second, "2.csv"))
                .isEqualTo(new Counts(2, 1, Map.of("contract.rule.pattern", 1L), 0, Map.of(), 1, 1, 0));
        var state = state();
        assertThat(state.keySet()).isEqualTo(Set.of("a", "b", "d", "e"));
        assertThat(state.get("b")).contains("TWO");
        assertThat(stage.committed(stage.publication().topic())).hasSize(4 + 2 + 1);
        assertThat(run().orThrow().now()).isEqualTo(Counts.NONE);
        var kept = java.util.Objects.requireNonNull(CommittedPositions.read(
                        clientProperties(),
                        stage.publication().positionsTopic(),
                        new org.silobridge.model.Slug("things"),
                        Duration.ofSeconds(10))
                .get("2.csv"));
        assertThat(kept.counts().unchanged()).isEqualTo(1);
        assertThat(kept.counts().removed()).isEqualTo(1);
        try (var files = Files.walk(directory.resolve("things.work"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("WXYZ");
            }
        }
    }

    private java.util.Properties clientProperties() throws IOException {
        var properties = new java.util.Properties();
        try (var in = Files.newInputStream(directory.resolve("kafka.properties"))) {
            properties.load(in);
        }
        return properties;
    }

    /** Two editions of a national standard; what differs between them is worked out by comm(1) on the files. */
    @Test
    void makesChangesOfWholeListsOfDivisions() throws Exception {
        stage = ExchangeStage.set(exchange, "natural-resources/division", "snaplists");
        stage.writeClientConfig(directory.resolve("client.properties"));
        var lists = Files.createDirectories(directory.resolve("data/division-lists"));
        for (var list : new String[] {"2015-09.csv", "2016-07.csv"}) {
            Files.copy(
                    ExchangeStage.PROJECT.resolve("deploy/samples/data/division-lists/" + list), lists.resolve(list));
        }
        var sample = ExchangeStage.PROJECT.resolve("deploy/samples/division-lists.connector.yaml");
        var file = Files.writeString(
                directory.resolve("lists.yaml"),
                Files.readString(sample).replace("civil-affairs.kafka.properties", "client.properties"));

        var report = new Connector(
                        ConnectorFile.read(file).orThrow(), stage, SMALL, Clock.systemUTC(), ConnectorListener.SILENT)
                .run();

        assertThat(counts(report, "data/division-lists/2015-09.csv")).isEqualTo(new Counts(3_518, 0, Map.of()));
        assertThat(counts(report, "data/division-lists/2016-07.csv"))
                .isEqualTo(new Counts(61, 0, Map.of(), 0, Map.of(), 3_454, 64, 0));
        assertThat(state()).hasSize(3_515);
    }

    @Test
    void goesThroughManyKeysAndManyThatVanish() throws Exception {
        var all = java.util.stream.IntStream.range(0, 500).mapToObj(i -> "k" + i + ",row,ABCD");
        write("1.csv", all.toArray(String[]::new));
        var fewer = java.util.stream.IntStream.range(0, 350).mapToObj(i -> "k" + i + ",row,ABCD");
        write("2.csv", fewer.toArray(String[]::new));

        var report = run();

        assertThat(counts(report, "1.csv")).isEqualTo(new Counts(500, 0, Map.of()));
        assertThat(counts(report, "2.csv")).isEqualTo(new Counts(0, 0, Map.of(), 0, Map.of(), 350, 150, 0));
        assertThat(state()).hasSize(350);
    }

    @Test
    void refusesWhatShrinksTooMuchUntilThatVeryFileIsConfirmed() throws Exception {
        write("export.csv", "a,one,ABCD", "b,two,ABCD");
        run().orThrow();
        write("export.csv", "a,ONE,ABCD");

        var refused = refusal(run());

        assertThat(refused.reason().code()).isEqualTo("connector.snapshot.shrinks");
        assertThat(state()).hasSize(2);
        var digest = refused.reason().parameters().get("digest");
        run("things", ", snapshot: {maxShrink: 40%, confirm: [\"" + digest + "\"]}", "")
                .orThrow();
        assertThat(state()).hasSize(1);
    }

    @Test
    void publishesToADatasetAloneUnlessTheOtherIsReplaced() throws Exception {
        write("1.csv", "a,one,ABCD");
        run("by-hand", "", "").orThrow();

        var alone = refusal(run());
        assertThat(alone.reason().code()).isEqualTo("connector.snapshot.not-alone");
        assertThat(refusal(run("by-hand", ", snapshot: {}", "")).reason().code())
                .isEqualTo("connector.snapshot.was-none");

        write("1.csv", "a,one,ABCD", "b,two,ABCD");
        var report = run("things", ", snapshot: {}", "replaces: [by-hand]\n");
        assertThat(counts(report, "1.csv")).isEqualTo(new Counts(1, 0, Map.of(), 0, Map.of(), 1, 0, 0));
        write("1.csv", "a,one,ABCD");
        assertThat(refusal(run("by-hand", "", "")).reason().code()).isEqualTo("connector.snapshot.other-is-one");
    }
}
