package org.silobridge.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "soak",
        description = {
            "Runs a long test that verify only runs a little of. The same seed does the same things.",
            "Without NAME: lists the runs there are."
        },
        footer = {"", "Example:", "  silobridge soak kill-connector --seed 7 --times 300"})
final class SoakCommand implements Callable<Integer> {

    /** One long run. */
    interface Soak {
        /** What it shows, in a sentence. */
        String title();

        /** Runs it. @return whether everything held */
        boolean run(long seed, int times, Console console) throws Exception;
    }

    private final Console console;
    private final Map<String, Soak> soaks;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "Which run.")
    @Nullable
    String name;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Where chance starts. Default: 1.")
    long seed;

    @Option(names = "--times", paramLabel = "N", defaultValue = "100", description = "How often. Default: 100.")
    int times;

    /** All soak runs there are. */
    static Map<String, Soak> known() {
        return Map.of();
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
        return soak.run(seed, times, console) ? ExitStatus.DONE : ExitStatus.BROKEN;
    }
}
