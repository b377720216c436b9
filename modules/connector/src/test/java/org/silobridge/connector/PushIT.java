package org.silobridge.connector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.connector.quarantine.QuarantineRecord;
import org.silobridge.connector.source.push.Application;
import org.silobridge.model.Outcome;
import org.silobridge.sandbox.Service;
import org.silobridge.sandbox.SharedInfrastructure;

/** An application that pushes, and what is on Kafka after it was answered. */
class PushIT {
    /** Its time would end a transaction long after whoever pushed has gone: who waits is answered before. */
    private static final ConnectorSettings PATIENT =
            new ConnectorSettings(2, Duration.ofMinutes(30), Duration.ofMillis(50), Duration.ofSeconds(1));

    @TempDir
    private Path directory;

    private final int port = Application.freePort();
    private final Application application = Application.at(port);

    /** A connector that is listening. */
    private record Running(Connector connector, CompletableFuture<Outcome<RunReport>> outcome) {
        RunReport stop() {
            connector.stop();
            return outcome.join().orThrow();
        }
    }

    private Running start(ExchangeStage stage) throws IOException {
        stage.writeClientConfig(directory.resolve("kafka.properties"));
        Application.secret(directory.resolve("push.token"), Application.TOKEN);
        var file = Files.writeString(directory.resolve("things.connector.yaml"), """
                apiVersion: silobridge.org/v1
                kind: Connector
                name: things
                dataset: credit/thing/tester
                catalogue: {url: "http://127.0.0.1:1", tokenFile: token}
                kafka: {clientConfigFile: kafka.properties}
                source: {push: {port: %d, tokenFile: push.token, maxBodyBytes: 10KiB}}
                mapping:
                  id: {column: id}
                  pieces: {column: pieces}
                """.formatted(port));
        var connector = new Connector(
                ConnectorFile.read(file).orThrow(), stage, PATIENT, Clock.systemUTC(), ConnectorListener.SILENT);
        var outcome = CompletableFuture.supplyAsync(connector::run);
        await().ignoreExceptions().until(() -> {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            }
        });
        return new Running(connector, outcome);
    }

    private static List<String> keys(ExchangeStage stage) {
        return stage.committed(stage.publication().topic()).stream()
                .map(record -> new String(record.key(), UTF_8))
                .toList();
    }

    @Test
    void whatIsAnsweredIsOnKafkaOnceHoweverOftenItIsPushed() throws Exception {
        var stage = ExchangeStage.setThings(SharedInfrastructure.with(Service.KAFKA), "push");
        var rows = new String[] {
            "{\"id\": \"a\", \"pieces\": 1}",
            "{\"id\": \"b\", \"pieces\": \"many\"}",
            "{\"id\": \"c\", \"pieces\": 3}",
            "{\"id\": \"d\"}",
            "{\"id\": \"a\", \"pieces\": 5}"
        };
        var running = start(stage);

        assertThat(application.push("zero", "{\"id\": \"z\"}").status()).isEqualTo(200);
        var first = application.push("one", rows);

        assertThat(first.status()).as(first.toString()).isEqualTo(200);
        assertThat(Application.results(first))
                .containsExactly(
                        "1:published",
                        "2:quarantined pieces contract.rule.type",
                        "3:published",
                        "4:published",
                        "5:quarantined id contract.rule.duplicate-key");
        assertThat(keys(stage)).containsExactly("z", "a", "c", "d");
        var quarantined = stage.committed(stage.publication().quarantineTopic()).stream()
                .map(record -> QuarantineRecord.parse(record.value()))
                .toList();
        assertThat(quarantined).extracting(QuarantineRecord::file).containsOnly("one");
        assertThat(quarantined).extracting(QuarantineRecord::line).containsExactly(2L, 5L);

        assertThat(application.push("one", rows).json()).isEqualTo(first.json());
        assertThat(application.push("one", Arrays.copyOf(rows, 2)).status()).isEqualTo(422);
        assertThat(application.push("large", new byte[20_000], Map.of()).status())
                .isEqualTo(413);
        var bomb = Application.gzip(new byte[5_000_000]);
        assertThat(application
                        .push("bomb", bomb, Map.of("Content-Encoding", "gzip"))
                        .status())
                .isEqualTo(413);
        assertThat(application
                        .push("none", "{", "rubbish")
                        .json()
                        .path("quarantined")
                        .asInt())
                .isEqualTo(2);
        var report = running.stop();
        assertThat(report.now().read()).isEqualTo(8);

        running = start(stage);
        assertThat(application.push("one", rows).json()).isEqualTo(first.json());
        assertThat(application.push("one", Arrays.copyOf(rows, 2)).status()).isEqualTo(422);
        assertThat(application.push("two", "{\"id\": \"e\"}").status()).isEqualTo(200);
        assertThat(running.stop().now().read()).isEqualTo(1);
        assertThat(keys(stage)).containsExactly("z", "a", "c", "d", "e");
        assertThat(stage.committed(stage.publication().quarantineTopic())).hasSize(4);
    }
}
