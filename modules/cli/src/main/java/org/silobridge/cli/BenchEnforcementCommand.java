package org.silobridge.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.silobridge.bench.enforcement.EnforcementBench;
import org.silobridge.bench.enforcement.EnforcementResults;
import org.silobridge.bench.enforcement.Kind;
import org.silobridge.bench.enforcement.Way;
import org.silobridge.cli.enforcement.LocalSeats;
import org.silobridge.cli.enforcement.ScaleBench;
import org.silobridge.cli.local.LocalExchange;
import org.silobridge.sandbox.SandboxOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code silobridge bench enforcement}. */
@Command(
        name = "enforcement",
        description = {
            "Starts an exchange, and measures for each kind of client how long a decision takes to reach it: from an",
            "approval to the first record, from a revocation to the last. Beside each stands what Kafka's admin client",
            "alone reaches in the same minutes (docs/performance.md). Takes the better part of an hour with its defaults,",
            "and the machine for itself."
        },
        footer = {"", "Example:", "  silobridge bench enforcement --kinds classic,hostile --runs 100"})
final class BenchEnforcementCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Runs of classic and consumer; the other kinds have a tenth. Default: 1000.")
    int runs;

    @Option(
            names = "--kinds",
            paramLabel = "KIND",
            split = ",",
            converter = KindWord.class,
            description = "Only these of classic, consumer, idle, load, reconnecting, javascript, hostile, credential.")
    List<Kind> kinds = List.of();

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Where chance starts. Default: 1.")
    long seed;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "24",
            description = "Connections of the hostile client. Default: 24.")
    int connections;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "bench-enforcement.jsonl",
            description = "Gets a line of JSON for each run. Default: bench-enforcement.jsonl.")
    Path out;

    @Option(
            names = "--grants",
            paramLabel = "N",
            split = ",",
            description = {
                "Measures, instead of kinds of client, a catalogue of 10,000 datasets with so many grants: how long it",
                "takes from nothing and from equal, decisions, searches, memory. For example 1000,100000."
            })
    List<Integer> grants = List.of();

    @Option(
            names = "--decisions",
            paramLabel = "N",
            defaultValue = "1000",
            description = "With --grants: approvals, and as many revocations. Default: 1000.")
    int decisions;

    BenchEnforcementCommand(Console console) {
        this.console = console;
    }

    /** The words of {@link Kind}. */
    static final class KindWord implements ITypeConverter<Kind> {
        @Override
        public Kind convert(String word) {
            return Kind.of(word).orElseThrow(() -> new TypeConversionException("no such kind: " + word));
        }
    }

    @Override
    public Integer call() throws Exception {
        // Clients that are refused and cut off talk of nothing else, and that is just what is wanted here.
        Logging.fallSilent();
        var home = Path.of(System.getProperty("silobridge.home", "."));
        if (!grants.isEmpty()) {
            return measureScale(home.resolve("schemas"));
        }
        var wanted = kinds.isEmpty() ? EnumSet.allOf(Kind.class) : EnumSet.copyOf(kinds);
        var packages =
                npmExists() ? Optional.of(home.resolve("modules/bench/target/enforcement-js")) : Optional.<Path>empty();
        var bench = new EnforcementBench(
                runs, wanted, EnumSet.allOf(Way.class), seed, connections, packages, console.clock());
        var directory = Files.createTempDirectory("silobridge-bench-");
        try (var lines = new PrintStream(Files.newOutputStream(out), true, StandardCharsets.UTF_8);
                var ending = new Ending(console)) {
            var exchange = ending.own(() ->
                    LocalExchange.prepare(directory, SandboxOptions.defaults().withMeasuring(), this::say));
            exchange.start();
            var made = bench.on(
                    new LocalSeats(exchange, home.resolve("schemas")),
                    this::say,
                    run -> lines.print(EnforcementResults.line(run)));
            new EnforcementResults(made).print(console.out());
            console.out().println();
            console.out().println("each run: " + out);
        } finally {
            delete(directory);
        }
        return ExitStatus.DONE;
    }

    private int measureScale(Path schemas) throws Exception {
        var results = new ArrayList<ScaleBench.Result>();
        for (int number : grants) {
            var directory = Files.createTempDirectory("silobridge-bench-");
            try (var ending = new Ending(console)) {
                var exchange = ending.own(() -> LocalExchange.prepare(
                        directory, SandboxOptions.defaults().withMeasuring(), this::say));
                exchange.start();
                results.add(new ScaleBench(exchange, schemas, decisions, seed, this::say).measure(number));
            } finally {
                delete(directory);
            }
        }
        ScaleBench.print(results, console.out());
        return ExitStatus.DONE;
    }

    private void say(String step) {
        console.err().println("   … " + step);
    }

    private static boolean npmExists() throws InterruptedException {
        try {
            return new ProcessBuilder("npm", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var all = Files.walk(directory)) {
            for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
