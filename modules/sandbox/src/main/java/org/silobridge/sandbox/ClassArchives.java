package org.silobridge.sandbox;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A step of the build: runs the servers once and keeps their classes for all later starts. A build that cannot do that is
 * none the worse, and says so.
 */
final class ClassArchives {
    private static final List<Service> SERVERS = List.of(Service.KAFKA, Service.REGISTRY);
    private static final Duration WRITTEN_WITHIN = Duration.ofMinutes(1);

    private final Installation installation;

    ClassArchives(Installation installation) {
        this.installation = installation;
    }

    /** Of the runtime directory, the one argument. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        new ClassArchives(Installation.in(Path.of(arguments[0]))).make(System.out);
    }

    void make(PrintStream told) throws IOException, InterruptedException {
        try {
            if (SERVERS.stream()
                    .anyMatch(server -> installation.classes(server).file().isEmpty())) {
                record();
            }
        } catch (SandboxException e) {
            told.println("Kafka and the schema registry will start slower than they could: " + e.getMessage());
        }
    }

    private void record() throws IOException, InterruptedException {
        Path directory = installation.directory().resolve("recording");
        SandboxOptions options = SandboxOptions.defaults().withTemporaryDirectory(directory.resolve("sandbox"));
        try (Sandbox sandbox = Sandbox.of(options, installation.recordingIn(directory))) {
            sandbox.start();
            for (Service server : SERVERS) {
                sandbox.stopInOrder(server, WRITTEN_WITHIN);
                Path made = JavaChild.recorded(directory, server);
                if (isSound(made)) {
                    installation.classes(server).keep(made);
                }
            }
        }
        DataDirectory.deleteTree(directory);
    }

    /** Whether a JVM takes it: the disk may have been full. */
    private static boolean isSound(Path archive) throws IOException, InterruptedException {
        if (!Files.exists(archive)) {
            return false;
        }
        Process trial = new ProcessBuilder(
                        Installation.java().toString(),
                        "-XX:+UseSerialGC",
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:+VerifySharedSpaces",
                        "-XX:SharedArchiveFile=" + archive,
                        "-version")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean ended = trial.waitFor(WRITTEN_WITHIN.toSeconds(), TimeUnit.SECONDS);
        trial.destroyForcibly();
        return ended && trial.exitValue() == 0;
    }
}
