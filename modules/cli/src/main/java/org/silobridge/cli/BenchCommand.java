package org.silobridge.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.silobridge.bench.PublishBench;
import org.silobridge.sandbox.SandboxOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code silobridge bench publish}. */
@Command(
        name = "publish",
        description = {
            "Publishes one generated table in several ways to one Kafka, turn by turn, and prints how fast each is:",
            "a bare producer (the limit), our connector, the loop that one would write, and Kafka Connect if it was",
            "fetched (docs/performance.md). Takes some minutes, and the machine for itself."
        },
        footer = {"", "Example:", "  silobridge bench publish --rows 2000000 --runs 5"})
final class BenchCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--rows", paramLabel = "N", defaultValue = "2000000", description = "Rows. Default: 2000000.")
    long rows;

    @Option(names = "--runs", paramLabel = "N", defaultValue = "5", description = "Rounds that count. Default: 5.")
    int runs;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Where chance starts. Default: 1.")
    long seed;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Only these of raw, connector, loop, connect.")
    List<String> only = List.of();

    @Option(names = "--profile", description = "Also say where the connector's time goes.")
    boolean profile;

    BenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        var connect = Path.of(System.getProperty("silobridge.home", "."), "modules/bench/target/connect/lib");
        new PublishBench(rows, runs, seed, only, connect, profile)
                .run(SandboxOptions.defaults(), console.out(), step -> console.err()
                        .println("   … " + step));
        return ExitStatus.DONE;
    }
}
