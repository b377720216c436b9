package org.silobridge.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.silobridge.cli.local.LocalExchange;
import org.silobridge.cli.soak.SoakReport;
import org.silobridge.cli.soak.enforcement.SoakEnforcement;
import org.silobridge.cli.soak.notices.SoakNotices;
import org.silobridge.cli.soak.publish.SoakPublish;
import org.silobridge.cli.soak.publish.SourceUnderTest;
import org.silobridge.model.Reason;
import org.silobridge.sandbox.SandboxOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "soak",
        description = {
            "Runs a long test that verify only runs a little of. The same seed does the same things.",
            "Without NAME: lists the runs there are."
        },
        footer = {"", "Example:", "  silobridge soak publish --seed 7 --kills 300"})
final class SoakCommand implements Callable<Integer> {
    private static final int GRANTEES = 4;

    /** One long run. */
    interface Soak {
        /** What it shows, in a sentence. */
        String title();

        /** Runs it. @return whether everything held */
        boolean run(Extent extent, Console console) throws Exception;
    }

    /**
     * How much of it is run.
     *
     * @param seed where chance starts
     * @param times how often to kill
     * @param minutes for how long to kill, where that says when it is enough; else null
     * @param sources of which kinds connectors are killed, where any are
     */
    record Extent(long seed, int times, @Nullable Integer minutes, Set<SourceUnderTest> sources) {}

    private final Console console;
    private final Map<String, Soak> soaks;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "Which run.")
    @Nullable
    String name;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Where chance starts. Default: 1.")
    long seed;

    @Option(
            names = {"--kills", "--times"},
            paramLabel = "N",
            defaultValue = "100",
            description = "How often to kill. Default: 100.")
    int times;

    @Option(names = "--minutes", paramLabel = "M", description = "For enforcement: kill for so many minutes instead.")
    @Nullable
    Integer minutes;

    @Option(
            names = "--sources",
            paramLabel = "KIND",
            split = ",",
            description =
                    "For publish: only connectors of these kinds of sources (${COMPLETION-CANDIDATES}). Default: all.")
    List<SourceUnderTest> sources = List.of(SourceUnderTest.values());

    /** All soak runs there are. */
    static Map<String, Soak> known() {
        return Map.of(
                "enforcement",
                new OnAnExchange(
                        "Two replicas, Kafka, PostgreSQL and registry killed at random points: rights, grants and ledger agree afterwards, and nobody read what they should not have read.",
                        (exchange, home, clock, extent, progress) -> new SoakEnforcement(
                                        exchange, home.resolve("schemas"), clock, progress)
                                .run(
                                        extent.seed(),
                                        new SoakEnforcement.Extent(
                                                GRANTEES,
                                                extent.times(),
                                                extent.minutes() == null ? null : Duration.ofMinutes(extent.minutes()),
                                                SoakEnforcement.BOUND))),
                "notices",
                new OnAnExchange(
                        "The catalogue, a mail server and a webhook killed at random points: each notice arrives, under one name.",
                        (exchange, home, clock, extent, progress) -> new SoakNotices(
                                        exchange, home.resolve("schemas"), progress)
                                .run(extent.seed(), extent.times())),
                "publish",
                new OnAnExchange(
                        "Connectors of all kinds of sources, and Kafka, killed at random points: each row is published once, in order.",
                        (exchange, home, clock, extent, progress) -> new SoakPublish(
                                        exchange, home, clock, extent.sources(), progress)
                                .run(extent.seed(), extent.times())));
    }

    /** What is run, once its exchange stands. */
    private interface Run {
        SoakReport on(LocalExchange exchange, Path home, Clock clock, Extent extent, Consumer<String> progress)
                throws Exception;
    }

    /** A run that needs an exchange of its own. What it wrote is kept if it did not hold. */
    private record OnAnExchange(String title, Run run) implements Soak {
        @Override
        public boolean run(Extent extent, Console console) throws Exception {
            var home = Path.of(System.getProperty("silobridge.home", ".")).toAbsolutePath();
            var directory = Files.createTempDirectory("silobridge-soak-");
            Consumer<String> progress = step -> console.err().println("   … " + step);
            // Told at once: who interrupts it is told nothing more.
            console.err().println("What it writes is in " + directory + ", and stays there if not everything holds.");
            var options = SandboxOptions.defaults().withDataDirectory(directory.resolve("sandbox"));
            Logging.muteKafkaClients();
            boolean held;
            try (var ending = new Ending(console)) {
                var exchange = ending.own(() -> LocalExchange.prepare(directory, options, progress));
                exchange.start();
                var report = run.on(exchange, home, console.clock(), extent, progress);
                report.printTo(console.out());
                held = report.held();
            }
            if (held) {
                delete(directory);
            }
            return held;
        }

        private static void delete(Path directory) throws IOException {
            try (var all = Files.walk(directory)) {
                for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    SoakCommand(Console console, Map<String, Soak> soaks) {
        this.console = console;
        this.soaks = new TreeMap<>(soaks);
    }

    @Override
    public Integer call() throws Exception {
        if (name == null) {
            var table = new Table("SOAK", "SHOWS");
            soaks.forEach((key, soak) -> table.row(key, soak.title()));
            table.print(console.out());
            return ExitStatus.DONE;
        }
        var soak = soaks.get(name);
        if (soak == null) {
            throw ClientOptions.invalid(
                    "NAME", name, Reason.of("cli.value.word", "words", List.copyOf(soaks.keySet())));
        }
        return soak.run(new Extent(seed, times, minutes, EnumSet.copyOf(sources)), console)
                ? ExitStatus.DONE
                : ExitStatus.BROKEN;
    }
}
