package org.silobridge.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.silobridge.sandbox.SandboxException.Code;

/**
 * The one owner of all processes of a sandbox, those included that only prepare something: so that all can be ended at
 * any moment of a start. Thread-safe.
 */
final class Children {
    private static final Duration HELPER_STOPS_WITHIN = Duration.ofSeconds(1);

    private final List<ChildProcess> started = new ArrayList<>();
    private boolean ended;

    /** A child whose output is appended to {@code log}. @throws SandboxException also when no child may start any more */
    ChildProcess start(Service service, List<String> command, Path directory, Path log) {
        return start(service, command, directory, log, ProcessBuilder.Redirect.appendTo(log.toFile()));
    }

    /** A child whose output nobody may see or needs. */
    ChildProcess startSilent(Service service, List<String> command, Path directory, String input) {
        ChildProcess child = start(service, command, directory, Path.of("/dev/null"), ProcessBuilder.Redirect.DISCARD);
        child.tell(input.getBytes(StandardCharsets.UTF_8));
        return child;
    }

    private synchronized ChildProcess start(
            Service service, List<String> command, Path directory, Path log, ProcessBuilder.Redirect output) {
        if (ended) {
            throw interrupted(service);
        }
        try {
            long logStart = Files.isRegularFile(log) ? Files.size(log) : 0;
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output);
            // PGDATA, PGPORT, KAFKA_OPTS, QUARKUS_… of the caller's shell are not meant for our children.
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.startsWith("PG")
                            || name.startsWith("KAFKA_")
                            || name.startsWith("QUARKUS_")
                            || name.startsWith("APICURIO_")
                            || name.equals("JAVA_TOOL_OPTIONS")
                            || name.equals("JDK_JAVA_OPTIONS"));
            started.removeIf(child -> !child.alive());
            ChildProcess child = new ChildProcess(this, service, builder.start(), log, logStart);
            started.add(child);
            return child;
        } catch (IOException e) {
            throw new SandboxException(
                    Code.SERVICE_DIED,
                    service.atStart() + " cannot be started with " + command.get(0) + ": " + e + ".",
                    e);
        }
    }

    /** From here on none is started, and the end of one is no fault. */
    synchronized void endSoon() {
        ended = true;
    }

    synchronized boolean ended() {
        return ended;
    }

    /** Ends all that are left; returns when they are gone. */
    void endRest() {
        List<ChildProcess> left;
        synchronized (this) {
            left = List.copyOf(started);
        }
        left.forEach(child -> child.stop(HELPER_STOPS_WITHIN));
    }

    static SandboxException interrupted(Service service) {
        return new SandboxException(
                Code.INTERRUPTED, "The sandbox was asked to stop before " + service.within() + " answered.");
    }
}
