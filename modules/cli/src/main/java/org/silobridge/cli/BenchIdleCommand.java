package org.silobridge.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.Callable;
import org.silobridge.bench.enforcement.IdleBench;
import org.silobridge.sandbox.Sandbox;
import org.silobridge.sandbox.SandboxOptions;
import org.silobridge.sandbox.Service;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code silobridge bench idle}. */
@Command(
        name = "idle",
        description = {
            "Measures what honest clients that have nothing to do pay for the broker's idle limit of three seconds, which",
            "bounds what a hostile reader still gets (docs/performance.md): log-ins and processor time, for each kind of",
            "client. Takes seven minutes with its defaults, and the machine for itself."
        },
        footer = {"", "Example:", "  silobridge bench idle --clients 50"})
final class BenchIdleCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--clients", paramLabel = "N", defaultValue = "50", description = "Of each kind. Default: 50.")
    int clients;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "How long each kind is watched. Default: 60.")
    int seconds;

    BenchIdleCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        Logging.fallSilent();
        try (var ending = new Ending(console)) {
            var sandbox = ending.own(() ->
                    Sandbox.prepare(SandboxOptions.defaults().withMeasuring().withServices(Service.KAFKA)));
            sandbox.start();
            new IdleBench(
                            new HashMap<>(sandbox.kafkaClientConfig(sandbox.kafkaAdmin())),
                            () -> sandbox.processorTime(Service.KAFKA).toNanos(),
                            clients,
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(seconds))
                    .run(step -> console.err().println("   … " + step), console.out());
        }
        return ExitStatus.DONE;
    }
}
