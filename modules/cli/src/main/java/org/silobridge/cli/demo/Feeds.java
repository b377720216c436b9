package org.silobridge.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.silobridge.cli.local.LocalExchange;
import org.silobridge.cli.local.Participant;
import org.silobridge.connector.Connector;
import org.silobridge.connector.ConnectorListener;
import org.silobridge.connector.ConnectorSettings;
import org.silobridge.connector.PublicationSource;
import org.silobridge.connector.RunReport;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.contract.sample.ResidentSample;
import org.silobridge.model.DivisionCode;
import org.silobridge.model.Outcome;

/** The publishing side of the story: the connector files of {@code deploy/demo}, pointed at the exchange that runs. */
final class Feeds {
    private static final String SAMPLE_URL = "https://exchange.example.org:8080";

    private final Path samples;
    private final LocalExchange exchange;
    private final Clock clock;

    Feeds(Path samples, LocalExchange exchange, Clock clock) {
        this.samples = samples;
        this.exchange = exchange;
        this.clock = clock;
    }

    /** Runs the connector file {@code <name>.connector.yaml} to the end of its source. */
    RunReport publish(Participant owner, String name) {
        return connector(owner, pointed(owner, name, samples.resolve("data")), ConnectorSettings.STANDARD)
                .run()
                .orThrow();
    }

    /** Publishes a new, larger export of the resident register in small transactions, on a thread of its own. */
    Stream startReexport(Participant owner, int rows) {
        try {
            var data = Files.createDirectories(exchange.directory().resolve("reexport"));
            try (var out = Files.newBufferedWriter(data.resolve("residents.csv"), ResidentSample.ENCODING)) {
                new ResidentSample(20261102, rows, 0.01, new DivisionCode("44"), 0.6).writeTo(out);
            }
            var settings = new ConnectorSettings(
                    200,
                    Duration.ofMillis(100),
                    ConnectorSettings.STANDARD.firstPause(),
                    ConnectorSettings.STANDARD.longestPause());
            return new Stream(connector(owner, pointed(owner, "residents", data), settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Connector connector(Participant owner, Path file, ConnectorSettings settings) {
        return new Connector(
                ConnectorFile.read(file).orThrow(),
                PublicationSource.of(owner.publisher()),
                settings,
                clock,
                ConnectorListener.SILENT);
    }

    /** The sample with this exchange's address, these files and this department's secrets in the place of its own. */
    private Path pointed(Participant owner, String name, Path data) {
        try {
            var text = Files.readString(samples.resolve(name + ".connector.yaml"))
                    .replace(SAMPLE_URL, exchange.catalogueUrl().toString())
                    .replace("tokenFile: " + owner.slug() + ".token", "tokenFile: " + owner.publisherToken())
                    .replace("path: data/", "path: " + data.toAbsolutePath() + "/");
            return Files.writeString(exchange.directory().resolve(name + ".connector.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connector at work. Closing stops it. */
    static final class Stream implements AutoCloseable {
        private final Connector connector;
        private final CompletableFuture<Outcome<RunReport>> outcome = new CompletableFuture<>();

        private Stream(Connector connector) {
            this.connector = connector;
            var thread = new Thread(this::run, "demo-reexport");
            thread.setDaemon(true);
            thread.start();
        }

        private void run() {
            try {
                outcome.complete(connector.run());
            } catch (RuntimeException e) {
                outcome.completeExceptionally(e);
            }
        }

        RunReport awaitReport() {
            return outcome.orTimeout(120, TimeUnit.SECONDS).join().orThrow();
        }

        @Override
        public void close() {
            connector.stop();
        }
    }
}
