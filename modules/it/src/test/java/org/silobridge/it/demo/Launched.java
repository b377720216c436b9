package org.silobridge.it.demo;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.silobridge.it.exchange.PublishedExchange;

/**
 * {@code ./silobridge …} as a process, with a temporary directory of its own. Laid out without sources, over what Maven
 * has just built: the launcher does not build in the middle of a build.
 */
final class Launched implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final Path output;
    private final Path temporary;

    private Launched(Process process, Path output, Path temporary) {
        this.process = process;
        this.output = output;
        this.temporary = temporary;
    }

    static Launched start(Path directory, String... words) throws IOException {
        var home = Files.createDirectories(directory.resolve("home"));
        for (var part :
                List.of("modules/cli/target/silobridge/lib", "modules/sandbox/target/runtime", "schemas", "deploy")) {
            Files.createDirectories(home.resolve(part).getParent());
            Files.createSymbolicLink(
                    home.resolve(part),
                    PublishedExchange.PROJECT.resolve(part).toAbsolutePath().normalize());
        }
        var launcher = Files.copy(PublishedExchange.PROJECT.resolve("silobridge"), home.resolve("silobridge"));
        var temporary = Files.createDirectory(directory.resolve("tmp"));
        var output = directory.resolve("output");
        var command = new ArrayList<>(List.of("sh", launcher.toString()));
        command.addAll(List.of(words));
        if (interruptIsIgnored()) {
            command.addAll(0, List.of("env", "--default-signal=INT"));
        }
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        return new Launched(builder.start(), output, temporary);
    }

    /** A shell ignores Ctrl-C in what it starts in the background, and everything below inherits that. */
    private static boolean interruptIsIgnored() throws IOException {
        var status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 0b10) != 0);
        }
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when it has said so. */
    void awaitSaying(String words) {
        await(words).atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("it ended with status " + process.exitValue() + ":\n" + output());
            }
            return output().contains(words);
        });
    }

    /** Its status, when it has ended. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("it does not end:\n" + output());
        }
        return process.exitValue();
    }

    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("cannot signal " + process.pid());
        }
    }

    /** Itself and everything below it. */
    List<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    /** Every process on this machine that was started with something in its temporary directory. */
    List<String> namingItsDirectory() {
        return ProcessHandle.allProcesses()
                .map(handle -> handle.info().commandLine().orElse(""))
                .filter(line -> line.contains(temporary.toString()))
                .toList();
    }

    /** Lets it go on for so long, if it does not end before. */
    void awaitMoment(Duration time) throws InterruptedException {
        if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("it ended with status " + process.exitValue() + ":\n" + output());
        }
    }

    /** The ports that its servers listen on. */
    List<Integer> ports() throws IOException {
        var ports = new ArrayList<Integer>();
        try (var files = Files.walk(temporary)) {
            for (var file :
                    files.filter(found -> found.endsWith("ports.properties")).toList()) {
                var properties = new Properties();
                try (var in = Files.newInputStream(file)) {
                    properties.load(in);
                }
                properties.values().forEach(port -> ports.add(Integer.valueOf(String.valueOf(port))));
            }
        }
        var catalogue = java.util.regex.Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/api/v1")
                .matcher(output());
        if (catalogue.find()) {
            ports.add(Integer.valueOf(catalogue.group(1)));
        }
        return ports;
    }

    static boolean listens(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What lies in its temporary directory. */
    List<Path> leftBehind() throws IOException {
        try (var files = Files.list(temporary)) {
            return files.toList();
        }
    }

    /** Whatever a failed test leaves. */
    @Override
    public void close() {
        var all = processes();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().join());
    }
}
