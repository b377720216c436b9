package org.silobridge.cli.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.silobridge.cli.local.LocalExchange;
import org.silobridge.cli.local.ProcessMemory;
import org.silobridge.sandbox.SandboxOptions;

/** One run of the demo: an exchange of its own, the story, and what a visitor may do next. */
public final class DemoRun implements AutoCloseable {
    private final LocalExchange exchange;
    private final Path home;
    private final Path directory;
    private final boolean temporary;
    private final PrintStream out;
    private final Clock clock;
    private long readyAfterMillis;

    private DemoRun(
            LocalExchange exchange, Path home, Path directory, boolean temporary, PrintStream out, Clock clock) {
        this.exchange = exchange;
        this.home = home;
        this.directory = directory;
        this.temporary = temporary;
        this.out = out;
        this.clock = clock;
    }

    /**
     * Makes its directory and starts nothing yet.
     *
     * @param home the project's root
     * @param kept where to keep everything; null for a temporary directory that goes when this is closed
     * @param out the story
     * @param progress what is being waited for
     */
    public static DemoRun prepare(Path home, @Nullable Path kept, PrintStream out, PrintStream progress, Clock clock)
            throws IOException {
        var directory = kept == null
                ? Files.createTempDirectory("silobridge-demo-")
                : Files.createDirectories(kept.toAbsolutePath());
        var sandbox = directory.resolve("sandbox");
        var exchange = LocalExchange.prepare(
                directory,
                kept == null
                        ? SandboxOptions.defaults().withTemporaryDirectory(sandbox)
                        : SandboxOptions.defaults().withDataDirectory(sandbox),
                step -> progress.println("   … " + step));
        return new DemoRun(exchange, home, directory, kept == null, out, clock);
    }

    /** Starts the exchange. */
    public void start() {
        long begun = System.nanoTime();
        exchange.start();
        readyAfterMillis = (System.nanoTime() - begun) / 1_000_000;
    }

    /** Plays the story. @return what did not come out as told */
    public List<String> play() {
        var story = new Demo(home, exchange, out, clock);
        var broken = story.play(readyAfterMillis);
        out.println();
        if (broken.isEmpty()) {
            out.println("Every step came out as told.");
        } else {
            out.println(broken.size() + " steps did not come out as told:");
            broken.forEach(step -> out.println("  " + step));
        }
        out.flush();
        return broken;
    }

    /** Addresses and log-ins. */
    public void tellHowToGoOn() {
        out.printf(
                Locale.ROOT,
                """

                The exchange stays up. Try:
                  ./silobridge dataset list --url %1$s --token-file %2$s
                  ./silobridge grant list   --url %1$s --token-file %2$s
                  ./silobridge subscribe %3$s --format jsonl --max 3 \\
                      --url %1$s --token-file %4$s/emergency-applicant.token --kafka-config %4$s/emergency.kafka.properties

                  catalogue ... %1$s/api/v1
                  Kafka ....... %5$s (SASL_PLAINTEXT, SCRAM-SHA-512)
                  registry .... %6$s
                  tokens and Kafka log-ins of all departments: %4$s
                """,
                exchange.catalogueUrl(),
                exchange.operatorTokenFile(),
                "ecology-environment/air-quality-hourly/beijing-ecology",
                directory,
                exchange.sandbox().bootstrapServers(),
                exchange.sandbox().registryUrl());
        out.flush();
    }

    /**
     * Ends everything. Safe from any thread, also while it starts or plays, and more than once: who comes second waits
     * for the first.
     */
    @Override
    public synchronized void close() {
        exchange.close();
        if (temporary) {
            delete(directory);
        }
    }

    private static void delete(Path directory) {
        try (var all = Files.walk(directory)) {
            for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Memory of the exchange and of this process, in bytes; -1 where the system does not tell. */
    static long memory(LocalExchange exchange) {
        var own = ProcessMemory.ofAll(List.of(ProcessHandle.current().pid()));
        var rest = exchange.memory();
        return own.isPresent() && rest.isPresent() ? own.getAsLong() + rest.getAsLong() : -1;
    }
}
