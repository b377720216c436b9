package org.silobridge.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.silobridge.sandbox.SandboxException.Code;

/**
 * One child with its descendants and its log. Its standard input is a pipe that nobody writes to: the child ends when
 * the pipe does, see {@link ParentWatch}.
 */
final class ChildProcess {
    private static final int LINES_SHOWN = 12;
    private static final long POLL_MILLIS = 20;

    private final Service service;
    private final Process process;
    private final Path log;
    private final long logStart;

    private ChildProcess(Service service, Process process, Path log, long logStart) {
        this.service = service;
        this.process = process;
        this.log = log;
        this.logStart = logStart;
    }

    static ChildProcess start(Service service, List<String> command, Path directory, Path log) {
        try {
            long logStart = Files.exists(log) ? Files.size(log) : 0;
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            // PGDATA, PGPORT, KAFKA_OPTS, QUARKUS_… of the caller's shell are not meant for our children.
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.startsWith("PG")
                            || name.startsWith("KAFKA_")
                            || name.startsWith("QUARKUS_")
                            || name.startsWith("APICURIO_")
                            || name.equals("JAVA_TOOL_OPTIONS")
                            || name.equals("JDK_JAVA_OPTIONS"));
            return new ChildProcess(service, builder.start(), log, logStart);
        } catch (IOException e) {
            throw new SandboxException(
                    Code.SERVICE_DIED,
                    "Cannot start the " + service.title() + " with " + command.get(0) + ": " + e + ".",
                    e);
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    /** The child and what it started. */
    List<ProcessHandle> processes() {
        List<ProcessHandle> all = new ArrayList<>();
        all.add(process.toHandle());
        process.descendants().forEach(all::add);
        return all;
    }

    /** Returns when the condition holds; a child that dies before is told with the end of its log. */
    void await(BooleanSupplier condition, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (endsWithin(POLL_MILLIS)) {
                throw died();
            }
            if (System.nanoTime() - deadline > 0) {
                throw new SandboxException(
                        Code.TIMED_OUT,
                        "The " + service.title() + " did not answer within " + timeout.toSeconds() + " s. The end of "
                                + log + ":\n" + logEnd()
                                + "\nIf the machine is just slow, give it more time; else the log says more.");
            }
        }
    }

    /** For programs that do their work and end. */
    void awaitSuccess(Duration timeout) {
        if (!endsWithin(timeout.toMillis())) {
            kill();
            throw new SandboxException(
                    Code.TIMED_OUT,
                    "Preparing the " + service.title() + " took longer than " + timeout.toSeconds() + " s. The end of "
                            + log + ":\n" + logEnd());
        }
        if (process.exitValue() != 0) {
            throw died();
        }
    }

    SandboxException died() {
        return new SandboxException(
                Code.SERVICE_DIED,
                "The " + service.title() + " ended with status " + process.exitValue() + ". The end of " + log + ":\n"
                        + logEnd());
    }

    boolean logSays(String text) {
        return logText().contains(text);
    }

    /** SIGTERM; SIGKILL for what has not ended in time. */
    void stop(Duration patience) {
        // Not Process.destroy(), which also closes the pipe: that would end the child at once.
        process.toHandle().destroy();
        if (!endsWithin(patience.toMillis())) {
            kill();
        }
    }

    /** SIGKILL to all, and waits until they are gone. */
    void kill() {
        List<ProcessHandle> all = processes();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().join());
    }

    boolean endsWithin(long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException(
                    Code.INTERRUPTED, "Interrupted while waiting for the " + service.title() + ".", e);
        }
    }

    private String logText() {
        try (var channel = Files.newByteChannel(log)) {
            channel.position(Math.min(logStart, channel.size()));
            return new String(
                    java.nio.channels.Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(cannot be read: " + e + ")";
        }
    }

    private String logEnd() {
        List<String> lines = logText().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
    }
}
