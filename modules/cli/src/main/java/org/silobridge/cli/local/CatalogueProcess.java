package org.silobridge.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.CatalogueUnavailableException;

/**
 * The catalogue as a process of its own, as an operator runs it: {@code silobridge catalogue run FILE}. It ends with
 * the process that started it, whatever ends that: the child watches its standard input, a pipe that we hold.
 */
public final class CatalogueProcess {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(4);

    private final Path configuration;
    private final Path log;
    private final URI url;
    private final List<String> speed;
    private volatile @Nullable Process process;

    /** @param forMeasuring whether it runs with the whole compiler, as the launcher runs it; otherwise it starts fast */
    CatalogueProcess(Path configuration, Path log, URI url, boolean forMeasuring) {
        this.configuration = configuration;
        this.log = log;
        this.url = url;
        this.speed = forMeasuring
                ? List.of("-Xmx272m", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=25", "-Djdk.nio.maxCachedBufferSize=262144")
                : List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    }

    public URI url() {
        return url;
    }

    /** Starts it; see {@link #awaitAnswer}. */
    public void spawn() {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var temporary = configuration.resolveSibling("catalogue-tmp");
        var command = new ArrayList<String>(List.of(java));
        command.addAll(speed);
        command.addAll(List.of(
                // What it unpacks goes with the exchange's directory, also when it is killed.
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                "org.silobridge.cli.Silobridge",
                "catalogue",
                "run",
                configuration.toString(),
                "--until-input-ends"));
        try {
            Files.createDirectories(temporary);
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(log.toFile()));
            builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the catalogue: " + String.join(" ", command), e);
        }
    }

    /** Returns when it answers. */
    public void awaitAnswer() {
        var client = new CatalogueClient(url, Optional.empty(), Locale.ENGLISH, Duration.ofSeconds(2));
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try {
                client.health();
                return;
            } catch (CatalogueUnavailableException e) {
                if (!isAlive() || System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "the catalogue " + (isAlive() ? "does not answer at " + url : "ended") + "; its log " + log
                                    + " ends with:\n" + LastLines.of(log, 15),
                            e);
                }
                pause();
            }
        }
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    long pid() {
        return process == null ? -1 : process.pid();
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() {
        end(true);
    }

    /** SIGTERM, and SIGKILL if that takes too long. */
    void stop() {
        end(false);
    }

    private void end(boolean forcibly) {
        var running = process;
        if (running == null) {
            return;
        }
        if (!forcibly) {
            // Not Process.destroy(), which also closes the pipe: that would end the child at once.
            running.toHandle().destroy();
            try {
                running.onExit()
                        .orTimeout(STOPS_WITHIN.toSeconds(), TimeUnit.SECONDS)
                        .join();
            } catch (CompletionException e) {
                // It takes too long.
            }
        }
        running.destroyForcibly();
        // Whether or not this thread is interrupted: what is left now is left for good.
        running.onExit().join();
        process = null;
    }

    /** Waits a moment, less if the process ends meanwhile. */
    private void pause() {
        try {
            var running = process;
            if (running != null) {
                running.waitFor(100, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the catalogue started", e);
        }
    }
}
