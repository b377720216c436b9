package org.silobridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxLifeIT {
    @TempDir
    Path directory;

    @Test
    void leavesNoProcessWhenItsJvmIsKilledAndGoesOnFromItsDirectory() throws Exception {
        Child child = Child.start("kept", directory.toString());
        // One or the other was a connection's, and is gone with it.
        assertThat(child.pids.stream().filter(SandboxLifeIT::alive)).hasSizeGreaterThan(5);

        child.process.toHandle().destroyForcibly();

        awaitNoneOf(child.pids);
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().withDataDirectory(directory))) {
            Clients clients = new Clients(sandbox);
            assertThat(clients.topics()).contains("kept");
            assertThat(clients.subjects()).isEqualTo("[\"kept-value\"]");
            assertThat(clients.query(sandbox.databaseOwner(), "SELECT n FROM kept"))
                    .isEqualTo("7");
        }
    }

    @Test
    void leavesNeitherProcessNorTemporaryDirectoryWhenItsJvmIsTerminated() throws Exception {
        Child child = Child.start("temporary");

        child.process.toHandle().destroy();

        awaitNoneOf(child.pids);
        assertThat(child.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(child.directory).doesNotExist();
    }

    @Test
    void goesOnFromItsDirectoryAfterItWasClosed() throws Exception {
        SandboxOptions options =
                SandboxOptions.defaults().withServices(Service.POSTGRES).withDataDirectory(directory);
        try (Sandbox sandbox = Sandbox.start(options)) {
            new Clients(sandbox).execute(sandbox.databaseOwner(), "CREATE TABLE kept AS SELECT 7 AS n");
        }
        try (Sandbox sandbox = Sandbox.start(options)) {
            assertThat(new Clients(sandbox).query(sandbox.databaseOwner(), "SELECT n FROM kept"))
                    .isEqualTo("7");
        }
    }

    @Test
    void isClosedWhileItStartsAndThenSaysSoAndLeavesNothing() {
        Path gone = directory.resolve("gone");
        Sandbox sandbox = Sandbox.prepare(
                SandboxOptions.defaults().withTemporaryDirectory(gone).withServices(Service.KAFKA, Service.POSTGRES));
        CompletableFuture<Void> start = CompletableFuture.runAsync(sandbox::start);
        await().until(() -> !processesNaming(gone).isEmpty() || start.isDone());

        sandbox.close();

        assertThatThrownBy(start::join)
                .hasCauseInstanceOf(SandboxException.class)
                .hasMessageContaining("asked to stop");
        assertThat(processesNaming(gone)).isEmpty();
        assertThat(gone).doesNotExist();
    }

    /** Of this JVM's: other tests have processes, too. Each server is told its directory on its command line. */
    private static List<ProcessHandle> processesNaming(Path directory) {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(directory.toString()))
                .toList();
    }

    @Test
    void takesAnotherPortWhenTheRememberedOneIsTakenAndShowsTheSameCertificateThere() throws Exception {
        SandboxOptions options = SandboxOptions.defaults()
                .withServices(Service.KAFKA)
                .withDataDirectory(directory)
                .withTls();
        String before;
        try (Sandbox sandbox = Sandbox.start(options)) {
            before = sandbox.bootstrapServers();
            new Clients(sandbox).createTopic("kept");
            assertThat(sandbox.kafkaClientConfig(sandbox.kafkaAdmin())).containsEntry("security.protocol", "SASL_SSL");
        }
        List<java.net.ServerSocket> squatters = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(directory.resolve("ports.properties"))) {
                int port = Integer.parseInt(line.substring(line.indexOf('=') + 1));
                squatters.add(new java.net.ServerSocket(port, 1, java.net.InetAddress.getLoopbackAddress()));
            }
            try (Sandbox sandbox = Sandbox.start(options)) {
                assertThat(sandbox.bootstrapServers()).isNotEqualTo(before);
                assertThat(new Clients(sandbox).topics()).contains("kept");
            }
        } finally {
            for (java.net.ServerSocket squatter : squatters) {
                squatter.close();
            }
        }
    }

    @Test
    void refusesADirectoryInUseAndKeepsItsSecretsToItsUser() throws Exception {
        SandboxOptions options =
                SandboxOptions.defaults().withServices(Service.POSTGRES).withDataDirectory(directory);
        try (Sandbox sandbox = Sandbox.start(options)) {
            assertThatThrownBy(() -> Sandbox.start(options))
                    .isInstanceOfSatisfying(SandboxException.class, e -> assertThat(e.code())
                            .isEqualTo(SandboxException.Code.DIRECTORY_IN_USE))
                    .hasMessageContaining(directory.toString());
            // And the refusal has not given up the lock of the one that runs: another process is refused too.
            assertThatThrownBy(() -> Child.start("kept", directory.toString())).hasMessageContaining("did not start");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(directory.resolve("secrets.properties"))))
                    .isEqualTo("rw-------");
            assertThat(new Clients(sandbox).query(sandbox.databaseOwner(), "SELECT 1"))
                    .isEqualTo("1");
        }
    }

    private static void awaitNoneOf(List<Long> pids) {
        await().atMost(10, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(pids).noneMatch(SandboxLifeIT::alive));
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** A JVM of its own with a sandbox that answers. */
    private static final class Child {
        final Process process;
        final List<Long> pids = new ArrayList<>();
        Path directory = Path.of("");

        private Child(Process process) {
            this.process = process;
        }

        static Child start(String... arguments) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Installation.java().toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-D" + SandboxOptions.RUNTIME_PROPERTY + "="
                            + SandboxOptions.defaults().runtime(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    SandboxProcess.class.getName()));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Child child = new Child(process);
            BufferedReader out = process.inputReader();
            for (String line = out.readLine(); !"ready".equals(line); line = out.readLine()) {
                if (line == null) {
                    throw new IllegalStateException("the sandbox did not start");
                }
                if (line.startsWith("pid ")) {
                    child.pids.add(Long.parseLong(line.substring("pid ".length())));
                } else if (line.startsWith("directory ")) {
                    child.directory = Path.of(line.substring("directory ".length()));
                }
            }
            return child;
        }
    }
}
