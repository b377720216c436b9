package org.silobridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.silobridge.cli.local.CreditCodes;
import org.silobridge.cli.local.Participant;
import org.silobridge.client.DatasetRef;
import org.silobridge.client.NewDepartment;
import org.silobridge.client.NewRequest;
import org.silobridge.client.Request;
import org.silobridge.it.FreePort;
import org.silobridge.it.exchange.PublishedExchange;
import org.silobridge.model.GrantState;

/** {@code enforcement probe} in a department of its own: each status of one round, and what it tells while it goes on. */
final class ProbeCommands {
    /** Many share this machine: how fast is for the benchmark to say. */
    private static final String KEPT = "{approval: PT1M, revocation: PT1M}";

    private static final String MISSED = "{approval: PT0.001S, revocation: PT1M}";

    private final PublishedExchange published;
    private final Path home;
    private final Participant reader;

    ProbeCommands(PublishedExchange published, Path home) {
        this.published = published;
        this.home = home;
        reader = published
                .exchange()
                .join(new NewDepartment(
                        "exchange-probe",
                        new NewDepartment.NewName("Probe", "探针"),
                        CreditCodes.of("00BE9001"),
                        "national",
                        "100000"));
    }

    void measure(SignedDecisions.Commands commands, Supplier<String> out, Supplier<String> err) throws Exception {
        // Given a right that a round left that was killed
        var left = Objects.requireNonNull(request().grant());
        var steward = published.air().owner().stewardToken();

        // Then a round says by its status whether the exchange refused what it needs
        assertThat(commands.run("enforcement", "probe", file(reader.stewardToken(), KEPT, 0), "--once"))
                .as(err.get())
                .isEqualTo(ExitStatus.REFUSED);

        // And what it measured, and whether the bounds were kept
        assertThat(commands.run("enforcement", "probe", file(steward, KEPT, 0), "--once"))
                .as(err.get())
                .isEqualTo(ExitStatus.DONE);
        assertThat(out.get())
                .containsPattern(
                        "approval to first record \\d+ ms, revocation to last record \\d+ ms, to refusal \\d+ ms")
                .doesNotContain(left.value());
        assertThat(commands.run("enforcement", "probe", file(steward, MISSED, 0), "--once"))
                .isEqualTo(ExitStatus.BROKEN);
        assertThat(err.get()).contains("60000");

        tellsWhileItGoesOn(commands, steward);

        // And no right is left
        assertThat(reader.applicant().grants(reader.slug(), null, null).orThrow())
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(grant -> assertThat(grant.state()).isEqualTo(GrantState.REVOKED));
    }

    private void tellsWhileItGoesOn(SignedDecisions.Commands commands, Path steward) throws Exception {
        int port = FreePort.find();
        var file = file(steward, KEPT, port);
        var probe = new Thread(() -> commands.run("enforcement", "probe", file), "probe");
        probe.start();
        try {
            var metrics = await().atMost(Duration.ofMinutes(1))
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> get(port, "/metrics").body(), text -> text.contains("outcome=\"kept\"} 1"));
            assertThat(metrics)
                    .contains("silobridge_probe_latency_seconds_count", "silobridge_probe_last_round_timestamp_seconds")
                    .doesNotContain(secrets());
            assertThat(get(port, "/health").statusCode()).isEqualTo(200);
        } finally {
            // As Ctrl-C would, of which this JVM's other tests do not want to hear. It rests between two rounds.
            probe.interrupt();
            probe.join();
        }
    }

    /** Who sees the metrics needs none of these. */
    private List<String> secrets() throws IOException {
        return List.of(
                Files.readString(reader.applicantToken()).strip(),
                Files.readString(published.air().owner().stewardToken()).strip(),
                reader.kafkaProperties().getProperty("sasl.jaas.config", ""));
    }

    private Request request() {
        return reader.applicant()
                .fileRequest(
                        new NewRequest(
                                DatasetRef.of(published.air().dataset().name()).toString(),
                                reader.slug(),
                                "ServiceAccessDetermination",
                                "a statute",
                                "left by a probe that was killed",
                                List.of("open"),
                                30,
                                null),
                        null)
                .orThrow();
    }

    /** @param port where it tells its metrics; 0: nowhere */
    private String file(Path steward, String bounds, int port) throws IOException {
        return Files.writeString(
                        home.resolve("probe.yaml"),
                        """
                        apiVersion: silobridge.org/v1
                        kind: Probe
                        catalogue: {url: "%s"}
                        dataset: %s
                        reader: {department: exchange-probe, tokenFile: "%s", kafkaClientConfigFile: "%s"}
                        steward: {tokenFile: "%s"}
                        legalBasis: The exchange's operating rules
                        bounds: %s
                        """.formatted(
                                                published.exchange().catalogueUrl(),
                                                published.air().dataset().name(),
                                                reader.applicantToken(),
                                                reader.kafkaConfig(),
                                                steward,
                                                bounds)
                                + (port == 0 ? "" : "http: {port: " + port + "}\n"))
                .toString();
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        BodyHandlers.ofString());
    }
}
