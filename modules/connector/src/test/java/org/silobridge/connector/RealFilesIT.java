package org.silobridge.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.connector.position.Counts;
import org.silobridge.sandbox.ExchangeInfrastructure;
import org.silobridge.sandbox.Service;
import org.silobridge.sandbox.SharedInfrastructure;

/** Real files on a real Kafka, and a drop folder. */
class RealFilesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ConnectorSettings SETTINGS =
            new ConnectorSettings(5_000, Duration.ofMillis(200), Duration.ofMillis(50), Duration.ofSeconds(1));
    private static ExchangeInfrastructure exchange;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startKafka() {
        exchange = SharedInfrastructure.with(Service.KAFKA);
    }

    /** What the topics of a department hold. */
    private static Counts onTopics(ExchangeStage stage) throws IOException {
        var byReason = new HashMap<String, Long>();
        long quarantined = 0;
        for (var record : stage.committed(stage.publication().quarantineTopic())) {
            quarantined++;
            var codes = new HashSet<String>();
            JSON.readTree(record.value())
                    .path("reasons")
                    .forEach(reason -> codes.add(reason.path("code").asText()));
            codes.forEach(code -> byReason.merge(code, 1L, Long::sum));
        }
        var published = stage.committed(stage.publication().topic());
        var byFlag = new HashMap<String, Long>();
        long flagged = 0;
        for (var record : published) {
            var header = record.headers().lastHeader("sb-flags");
            if (header != null) {
                flagged++;
                JSON.readTree(header.value())
                        .forEach(flag -> byFlag.merge(flag.path("code").asText(), 1L, Long::sum));
            }
        }
        return new Counts(published.size(), quarantined, byReason, flagged, byFlag);
    }

    /** The two of the demo are published by {@link ConnectorIT} and the demo's own tests. */
    @ParameterizedTest
    @EnumSource(names = {"SERVICE_CASES", "GDP", "DIVISIONS", "ALERTS"})
    void publishesAndQuarantinesWhatWasWorkedOutWithoutOurPipeline(RealFiles real) throws Exception {
        var stage = ExchangeStage.set(
                exchange, real.contract(), "real" + real.sample().replace("-", ""));
        stage.writeClientConfig(directory.resolve("client.properties"));
        var data = real.connector().toAbsolutePath().normalize().resolveSibling("data");
        var text = Files.readString(real.connector())
                .replaceAll("[a-z-]+\\.kafka\\.properties", "client.properties")
                .replace("path: data/", "path: " + data + "/");
        var file = ConnectorFile.read(Files.writeString(directory.resolve("real.connector.yaml"), text))
                .orThrow();

        var first = new Connector(file, stage, SETTINGS, Clock.systemUTC(), ConnectorListener.SILENT).run();
        var second = new Connector(file, stage, SETTINGS, Clock.systemUTC(), ConnectorListener.SILENT).run();

        assertThat(first.orThrow().now()).isEqualTo(real.counts());
        assertThat(second.orThrow().now()).isEqualTo(Counts.NONE);
        assertThat(onTopics(stage)).isEqualTo(real.counts());
    }

    private void drop(String name, String text) throws IOException {
        var writing = Files.writeString(directory.resolve("." + name), text);
        Files.move(writing, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void keepsADropFolderGoingPastABrokenFileAndARowOfFiftyMegabytes() throws Exception {
        var stage = ExchangeStage.setThings(exchange, "drop");
        stage.writeClientConfig(directory.resolve("kafka.properties"));
        var text = Files.readString(TestContract.file(directory, "id: {column: id}", ", watch: true, quiet: PT0S"));
        var file = ConnectorFile.read(Files.writeString(directory.resolve("things.connector.yaml"), text))
                .orThrow();
        drop("a.csv", "id\nA1\n");
        var connector = new Connector(file, stage, SETTINGS, Clock.systemUTC(), ConnectorListener.SILENT);
        var run = CompletableFuture.supplyAsync(connector::run);
        try {
            var topic = stage.publication().topic();
            Awaitility.await().until(() -> stage.committed(topic).size() == 1);

            drop("b.csv", "other\nB1\n");
            var large = Files.writeString(directory.resolve(".c.csv"), "id\n");
            var megabyte = "x".repeat(1 << 20);
            for (int i = 0; i < 50; i++) {
                Files.writeString(large, megabyte, StandardOpenOption.APPEND);
            }
            Files.writeString(large, "\nC1\n", StandardOpenOption.APPEND);
            Files.move(large, directory.resolve("c.csv"));
            drop("d.csv", "id\nD1\n");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> stage.committed(topic).size() == 3);
        } finally {
            connector.stop();
        }

        assertThat(run.get().orThrow().complete()).isFalse();
        assertThat(onTopics(stage))
                .isEqualTo(
                        new Counts(3, 2, Map.of("connector.source.no-column", 1L, "contract.rule.row-too-large", 1L)));
        var quarantined = stage.committed(stage.publication().quarantineTopic());
        assertThat(new String(quarantined.get(0).key(), StandardCharsets.UTF_8)).isEqualTo("things|b.csv|0");
        var tooLarge = JSON.readTree(quarantined.get(1).value());
        assertThat(tooLarge.path("bytes").asLong()).isEqualTo(50L << 20);
        assertThat(directory
                        .resolve("things.work/spool")
                        .resolve(tooLarge.path("spooled").asText()))
                .hasSize(50L << 20);
    }
}
