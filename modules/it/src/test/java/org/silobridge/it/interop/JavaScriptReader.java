package org.silobridge.it.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** kafkajs with Confluent's JavaScript registry client, in Node. */
final class JavaScriptReader implements ForeignReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;

    private JavaScriptReader(Path directory) {
        this.directory = directory;
    }

    static boolean nodeExists() throws InterruptedException {
        try {
            return new ProcessBuilder("npm", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Installs the packages of the lock file in this directory, unless just these are there already. */
    static JavaScriptReader installed(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Path installed = directory.resolve("installed-lock.json");
        for (String file : List.of("package.json", "package-lock.json", "read.js")) {
            try (InputStream in = JavaScriptReader.class.getResourceAsStream("/interop-js/" + file)) {
                Files.copy(
                        java.util.Objects.requireNonNull(in, file),
                        directory.resolve(file),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path lock = directory.resolve("package-lock.json");
        if (!Files.exists(installed) || Files.mismatch(installed, lock) >= 0) {
            Path log = directory.resolve("npm.log");
            Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!npm.waitFor(5, TimeUnit.MINUTES) || npm.exitValue() != 0) {
                npm.destroyForcibly();
                throw new IllegalStateException("npm ci failed in " + directory + ":\n" + Files.readString(log));
            }
            Files.copy(lock, installed, StandardCopyOption.REPLACE_EXISTING);
        }
        return new JavaScriptReader(directory);
    }

    @Override
    public Reading read(Feed feed, int expected) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "read-", ".jsonl");
        Process node = new ProcessBuilder("node", "read.js")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try (OutputStream in = node.getOutputStream()) {
            in.write(JSON.writeValueAsBytes(Map.of(
                    "bootstrapServers", feed.issued().getProperty("bootstrap.servers"),
                    "username", login(feed, "username"),
                    "password", login(feed, "password"),
                    "topic", feed.topic(),
                    "group", feed.group(),
                    "registryUrl", feed.registryUrl().toString(),
                    "expected", expected)));
        }
        try {
            if (!node.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("neither records nor a refusal:\n" + Files.readString(output));
            }
            List<Map<String, String>> records = new ArrayList<>();
            for (String line : Files.readAllLines(output)) {
                if (!line.startsWith("{")) {
                    throw new IllegalStateException("node says:\n" + Files.readString(output));
                }
                JsonNode answer = JSON.readTree(line);
                if (answer.has("refused")) {
                    return new Refused(answer.get("refused").asText());
                }
                Map<String, String> fields = new LinkedHashMap<>();
                answer.get("record")
                        .properties()
                        .forEach(field ->
                                fields.put(field.getKey(), field.getValue().asText()));
                records.add(fields);
            }
            return new Records(records);
        } finally {
            node.destroyForcibly();
            Files.delete(output);
        }
    }

    /** The issued configuration is for Java; kafkajs takes the user and the password out of it. */
    private static String login(Feed feed, String what) {
        Matcher found =
                Pattern.compile(what + "=\"([^\"]+)\"").matcher(feed.issued().getProperty("sasl.jaas.config"));
        if (!found.find()) {
            throw new IllegalStateException("the issued configuration has no " + what);
        }
        return found.group(1);
    }
}
