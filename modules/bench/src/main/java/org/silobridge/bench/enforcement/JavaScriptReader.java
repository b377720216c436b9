package org.silobridge.bench.enforcement;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** kafkajs in a Node process of its own, {@code follow.js}. Its clock is this machine's. */
final class JavaScriptReader implements Reader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LOCK = "package-lock.json";

    private final Process node;
    private final OutputStream input;
    private final Thread thread;

    /** @param directory as {@link #install} left it */
    JavaScriptReader(Path directory, Seat seat, Sightings sightings) {
        try {
            this.node = new ProcessBuilder("node", "follow.js")
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            this.input = node.getOutputStream();
            input.write((JSON.writeValueAsString(Map.of(
                                    "bootstrapServers", seat.client().getProperty("bootstrap.servers"),
                                    "username", login(seat, "username"),
                                    "password", login(seat, "password"),
                                    "topic", seat.topic(),
                                    "group", seat.client().getProperty("group.id") + "-javascript"))
                            + "\n")
                    .getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.thread = new Thread(() -> listen(sightings), "javascript " + seat.topic());
        thread.setDaemon(true);
        thread.start();
    }

    /** Installs what the lock file names into {@code directory}, unless just that is there already. */
    static void install(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        for (var file : List.of("package.json", LOCK, "follow.js")) {
            try (var in = JavaScriptReader.class.getResourceAsStream(file)) {
                Files.copy(
                        Objects.requireNonNull(in, file), directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        var installed = directory.resolve("installed-lock.json");
        if (Files.exists(installed) && Files.mismatch(installed, directory.resolve(LOCK)) < 0) {
            return;
        }
        var log = directory.resolve("npm.log");
        var npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!npm.waitFor(5, TimeUnit.MINUTES) || npm.exitValue() != 0) {
            npm.destroyForcibly();
            throw new IOException("npm ci failed in " + directory + ": " + Files.readString(log));
        }
        Files.copy(directory.resolve(LOCK), installed, StandardCopyOption.REPLACE_EXISTING);
    }

    private void listen(Sightings sightings) {
        try (var lines = new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var words = line.split(" ", -1);
                switch (words[0]) {
                    case "r" -> sightings.received(millis(words[3]), millis(words[2]), Long.parseLong(words[1]));
                    case "x" -> sightings.refused(millis(words[1]));
                    default -> {
                        // Something passing, such as a connection that ended: it tries again.
                    }
                }
            }
        } catch (IOException e) {
            // It was ended.
        }
    }

    private static Instant millis(String text) {
        return Instant.ofEpochMilli(Long.parseLong(text));
    }

    /** The issued configuration is for Java; kafkajs takes the user and the password out of it. */
    private static String login(Seat seat, String what) {
        var found =
                Pattern.compile(what + "=\"([^\"]+)\"").matcher(seat.client().getProperty("sasl.jaas.config"));
        if (!found.find()) {
            throw new IllegalStateException("the client configuration has no " + what);
        }
        return found.group(1);
    }

    @Override
    public void close() {
        try {
            input.close();
            if (!node.waitFor(5, TimeUnit.SECONDS)) {
                node.destroyForcibly();
            }
            thread.join();
        } catch (IOException e) {
            node.destroyForcibly();
        } catch (InterruptedException e) {
            node.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
