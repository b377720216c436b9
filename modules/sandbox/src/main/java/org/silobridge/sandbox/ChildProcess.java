package org.silobridge.sandbox;

import java.io.IOException;
import java.io.OutputStream;
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
    private static final long ASKED_AGAIN_AFTER_MILLIS = 250;

    private final Children family;
    private final Service service;
    private final Process process;
    private final Path log;
    private final long logStart;

    ChildProcess(Children family, Service service, Process process, Path log, long logStart) {
        this.family = family;
        this.service = service;
        this.process = process;
        this.log = log;
        this.logStart = logStart;
    }

    /** Gives it its input, and then the end of it. What it does not read is lost. */
    void tell(byte[] input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input);
        } catch (IOException e) {
            // It ended before it read everything: its status says why.
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
                        service.atStart() + " did not answer within " + timeout.toSeconds()
                                + " s. On a slow machine it may need more time; otherwise its log says more. "
                                + logEnd());
            }
        }
    }

    /** Whether it ends in time, with status 0. */
    boolean endsWell(Duration timeout) {
        if (!endsWithin(timeout.toMillis())) {
            kill();
            return false;
        }
        if (family.ended()) {
            throw Children.interrupted(service);
        }
        return process.exitValue() == 0;
    }

    /** For programs that do their work and end. */
    void awaitSuccess(Duration timeout) {
        if (!endsWithin(timeout.toMillis())) {
            kill();
            throw new SandboxException(
                    Code.TIMED_OUT,
                    "Preparing " + service.within() + " took longer than " + timeout.toSeconds() + " s. " + logEnd());
        }
        if (process.exitValue() != 0) {
            throw died();
        }
    }

    private SandboxException died() {
        if (family.ended()) {
            return Children.interrupted(service);
        }
        return new SandboxException(
                Code.SERVICE_DIED, service.atStart() + " ended with status " + process.exitValue() + ". " + logEnd());
    }

    boolean logSays(String text) {
        return logText().contains(text);
    }

    /**
     * SIGTERM; SIGKILL for what has not ended in time. Waits whether or not the thread is interrupted, for what is left
     * behind otherwise stays for good.
     */
    void stop(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        while (process.isAlive() && System.nanoTime() - deadline < 0) {
            // Not Process.destroy(), which also closes the pipe: that would end the child at once. Again and again: a
            // program that only just starts may not listen to signals yet, and loses the first.
            process.toHandle().destroy();
            try {
                process.waitFor(ASKED_AGAIN_AFTER_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        kill();
    }

    /** SIGKILL to all, and waits until they are gone. */
    void kill() {
        List<ProcessHandle> all = processes();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().join());
    }

    private boolean endsWithin(long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Children.interrupted(service);
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
        return lines.isEmpty()
                ? "It said nothing; its log is " + log + "."
                : "The end of " + log + ":\n"
                        + String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
    }
}
