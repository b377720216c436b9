package org.silobridge.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.silobridge.cli.probe.Probe;
import org.silobridge.cli.probe.ProbeFile;
import org.silobridge.cli.probe.ProbeMetrics;
import org.silobridge.cli.probe.Round;
import org.silobridge.client.CatalogueClient;
import org.silobridge.connector.health.HealthEndpoint;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "probe",
        description = {
            "Measures on the running exchange how fast a decision bites: asks for a dataset as a department does, reads",
            "it, has the right ended, and goes on trying; again and again, until Ctrl-C. A line for each round; the",
            "same as Prometheus metrics where its file says http."
        },
        footer = {"", "Example:", "  silobridge enforcement probe deploy/probe.yaml --once"})
final class EnforcementProbeCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Console console;
    private final CountDownLatch stop = new CountDownLatch(1);

    @Parameters(paramLabel = "FILE", description = "Its configuration (kind: Probe).")
    Path file;

    @Option(
            names = "--once",
            description = "One round. Status 1 if a bound is not kept, 3 if the exchange refuses what the probe needs.")
    boolean once;

    EnforcementProbeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        var config = ProbeFile.read(file).orThrow();
        var probe = new Probe(
                client(config, config.readerToken()),
                client(config, config.stewardToken()),
                config.dataset(),
                config.reader(),
                config.legalBasis(),
                KafkaClientFile.read(config.kafkaClientConfig()),
                console.clock());
        if (once) {
            var round = probe.round().orThrow();
            tell(config, round);
            return config.bounds().keeps(round) ? ExitStatus.DONE : ExitStatus.BROKEN;
        }
        var metrics = new ProbeMetrics(config.dataset().toString(), config.bounds());
        try (var endpoint = config.http()
                        .map(http -> HealthEndpoint.open(http, metrics).orThrow())
                        .orElse(null);
                var interruption = new Interruption(stop::countDown)) {
            if (endpoint != null) {
                console.say(Reason.of("cli.probe.http", "port", endpoint.port()));
            }
            do {
                round(config, probe, metrics);
            } while (!stop.await(config.interval().toMillis(), TimeUnit.MILLISECONDS));
        }
        return ExitStatus.DONE;
    }

    private CatalogueClient client(ProbeFile config, Path token) {
        return new CatalogueClient(
                config.catalogue(),
                Optional.of(ClientOptions.token(token)),
                console.locale(),
                TIMEOUT,
                ClientOptions.trusted(config.trustFile()));
    }

    /** Whatever goes wrong, the next round tries again. */
    private void round(ProbeFile config, Probe probe, ProbeMetrics metrics) throws InterruptedException {
        try {
            var outcome = probe.round();
            if (outcome instanceof Outcome.Refused<Round> refused) {
                metrics.failed(refused.refusal().reason());
                console.say(refused.refusal());
            } else {
                var round = outcome.orThrow();
                metrics.done(round);
                tell(config, round);
            }
        } catch (RuntimeException e) {
            metrics.failed(Reason.of("cli.no-answer", "what", String.valueOf(e.getMessage())));
            new Failure(console, false).tell(e);
        }
    }

    private void tell(ProbeFile config, Round round) {
        console.out()
                .println(round.at().truncatedTo(ChronoUnit.MILLIS) + "  approval to first record "
                        + millis(round.approvalToFirst())
                        + ", revocation to last record " + millis(round.revocationToLast()) + ", to refusal "
                        + millis(round.revocationToRefusal()) + "  " + round.grant());
        console.out().flush();
        if (!config.bounds().keeps(round)) {
            console.say(config.bounds().broken());
        }
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + " ms";
    }
}
