package org.silobridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every command of the README, in its order, in a directory that holds what the README names. Two stand-ins: the
 * catalogue's port is a free one, and the first two commands (the demo, and the build that runs this test) have tests of
 * their own.
 */
@Order(6)
class ReadmeIT {
    private static final Path PROJECT =
            Path.of(System.getProperty("silobridge.project.dir", "../..")).toAbsolutePath();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final List<Process> staying = new ArrayList<>();

    @Test
    void everyCommandOfTheReadmeDoesWhatItSays() throws Exception {
        var port = FreePort.find();
        prepare(port);
        var outputs = new ArrayList<String>();
        for (var command : commands()) {
            if (command.startsWith("./silobridge demo") || command.startsWith("./mvnw verify")) {
                continue;
            }
            if (command.startsWith("./silobridge sandbox up")) {
                stay(command + " --catalogue-port " + port, "Ctrl-C");
            } else if (command.startsWith("./silobridge catalogue run")) {
                stay(command, "Ctrl-C");
            } else {
                outputs.add(run(command));
            }
        }
        var all = String.join("\n", outputs);
        assertThat(all).as("connector run").containsPattern("station\\.csv +0 +10 +7 +3");
        assertThat(all).as("subscribe").contains("HarbourEast").contains("Harbour East");
        assertThat(all).as("audit verify").contains("VERIFIED").doesNotContain("NOT VERIFIED");
    }

    @AfterEach
    void endWhatStays() throws InterruptedException {
        for (int i = staying.size() - 1; i >= 0; i--) {
            var process = staying.get(i);
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private static List<String> commands() throws IOException {
        var commands = new ArrayList<String>();
        var blocks = BLOCK.matcher(Files.readString(PROJECT.resolve("README.md")));
        while (blocks.find()) {
            for (var command : blocks.group(1).replace("\\\n", " ").lines().toList()) {
                commands.add(command.strip());
            }
        }
        assertThat(commands).as("commands of the README").hasSizeGreaterThan(15);
        return commands;
    }

    private void prepare(int port) throws IOException {
        Files.createSymbolicLink(directory.resolve("silobridge"), PROJECT.resolve("silobridge"));
        for (var folder : List.of("schemas", "deploy/quickstart")) {
            try (var files = Files.walk(PROJECT.resolve(folder))) {
                for (var file : files.toList()) {
                    var copy = directory.resolve(PROJECT.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(copy);
                    } else if (file.toString().endsWith(".yaml")) {
                        Files.writeString(copy, Files.readString(file).replace("127.0.0.1:8080", "127.0.0.1:" + port));
                    } else {
                        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
    }

    private String run(String command) throws IOException, InterruptedException {
        var log = Files.createTempFile(directory, "command", ".log");
        var process = start(command, log);
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("ends in time: %s%n%s", command, Files.readString(log))
                .isTrue();
        assertThat(process.exitValue())
                .as("status of: %s%n%s", command, Files.readString(log))
                .isZero();
        return Files.readString(log);
    }

    private void stay(String command, String sign) throws IOException {
        var log = Files.createTempFile(directory, "stays", ".log");
        var process = start("exec " + command, log);
        staying.add(process);
        await(command)
                .atMost(PATIENCE)
                .until(() -> !process.isAlive() || Files.readString(log).contains(sign));
        assertThat(process.isAlive())
                .as("stays: %s%n%s", command, Files.readString(log))
                .isTrue();
    }

    private Process start(String command, Path log) throws IOException {
        var builder = new ProcessBuilder("bash", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // The optimising compiler is for services that stay for days; here it takes more time than it gives.
        builder.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
        return builder.start();
    }
}
