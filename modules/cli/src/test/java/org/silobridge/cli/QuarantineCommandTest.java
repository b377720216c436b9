package org.silobridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code silobridge quarantine …} says before it reads anything. What it reads is shown in {@code ExchangeCommandsIT}. */
class QuarantineCommandTest {
    @TempDir
    Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path connector;

    @BeforeEach
    void writeConnector() throws IOException {
        Files.writeString(home.resolve("token"), "sbt_" + "a".repeat(43) + "\n");
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            write(free.getLocalPort());
        }
    }

    private void write(int port) throws IOException {
        connector = Files.writeString(home.resolve("things.connector.yaml"), """
                apiVersion: silobridge.org/v1
                kind: Connector
                name: things
                dataset: credit/thing/tester
                catalogue: {url: "http://127.0.0.1:%d", tokenFile: token}
                kafka: {clientConfigFile: kafka.properties}
                source: {csv: {path: "*.csv", encoding: UTF-8}}
                mapping: {id: {column: id}}
                """.formatted(port));
    }

    private int run(String... args) {
        return Silobridge.commandLine(new Console(out, err, Clock.systemUTC(), Locale.ENGLISH, home))
                .execute(args);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "export", "replay"})
    void saysThatTheConnectorFileIsMissing(String command) {
        var file = home.resolve("none.yaml").toString();

        assertThat(
                        command.equals("export")
                                ? run("quarantine", command, file, "--to", "x.csv")
                                : run("quarantine", command, file))
                .isEqualTo(ExitStatus.INPUT);
        assertThat(err()).contains("none.yaml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "2026-02-01", "2026-02-01T08:00:00", "PT", "P999999999999999999D"})
    void saysWhatATimeIs(String since) {
        assertThat(run("quarantine", "list", connector.toString(), "--since", since))
                .isEqualTo(ExitStatus.INPUT);
        assertThat(err()).contains("--since").contains("\"" + since + "\"").contains("PT24H");
    }

    @Test
    void wantsToKnowWhereToExportTo() {
        assertThat(run("quarantine", "export", connector.toString())).isEqualTo(ExitStatus.INPUT);
        assertThat(err()).contains("--to");
    }

    @Test
    void saysThatTheCatalogueDoesNotAnswer() {
        assertThat(run("quarantine", "list", connector.toString())).isEqualTo(ExitStatus.NO_ANSWER);
        assertThat(err()).contains("http://127.0.0.1:").doesNotContain("\tat ");
    }

    @Test
    void saysWhyTheCatalogueRefuses() throws IOException {
        var catalogue = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        catalogue.createContext("/", exchange -> {
            try (exchange) {
                var body = "{\"status\": 403, \"code\": \"catalogue.not-yours\", \"detail\": \"It is not yours.\"}"
                        .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
                exchange.sendResponseHeaders(403, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        catalogue.start();
        try {
            write(catalogue.getAddress().getPort());

            assertThat(run("quarantine", "replay", connector.toString(), "--dry-run"))
                    .isEqualTo(ExitStatus.REFUSED);
        } finally {
            catalogue.stop(0);
        }
        assertThat(err()).contains("It is not yours.");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
