package org.silobridge.connector.source.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;

/** An application that pushes rows. */
public record Application(HttpClient client, URI address) {
    public static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What it is answered. */
    public record Answer(int status, JsonNode json, HttpResponse<String> response) {
        public String code() {
            return json.path("code").asText();
        }
    }

    public static Application at(int port) {
        return new Application(HttpClient.newHttpClient(), URI.create("http://127.0.0.1:" + port + "/rows"));
    }

    /** A port that is free now. */
    public static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file that only its owner may read. */
    public static Path secret(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    public static byte[] gzip(byte[] bytes) {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    public Answer push(String key, String... rows) {
        return push(key, String.join("\n", rows).getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** With headers put in the place of the usual ones, or taken away where they are empty. */
    public Answer push(String key, byte[] body, Map<String, String> headers) {
        return later(key, body, headers).join();
    }

    public CompletableFuture<Answer> later(String key, byte[] body, Map<String, String> headers) {
        return send("POST", key, body, headers);
    }

    public CompletableFuture<Answer> send(String method, String key, byte[] body, Map<String, String> headers) {
        var all = new TreeMap<>(Map.of(
                "Content-Type", "application/x-ndjson",
                "Authorization", "Bearer " + TOKEN,
                "Idempotency-Key", "\"" + key + "\""));
        all.putAll(headers);
        var request = HttpRequest.newBuilder(address).method(method, BodyPublishers.ofByteArray(body));
        all.forEach((name, value) -> {
            if (!value.isEmpty()) {
                request.header(name, value);
            }
        });
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> {
                    try {
                        return new Answer(response.statusCode(), JSON.readTree(response.body()), response);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /** Of each row, what became of it, as {@code 1:published} or {@code 2:quarantined path code}. */
    public static List<String> results(Answer answer) {
        var results = new java.util.ArrayList<String>();
        answer.json().path("results").forEach(result -> {
            var text = new StringBuilder(
                    result.path("line").asText() + ":" + result.path("result").asText());
            result.path("faults").forEach(fault -> text.append(' ')
                    .append(fault.path("path").asText())
                    .append(' ')
                    .append(fault.path("code").asText()));
            results.add(text.toString());
        });
        return results;
    }
}
