package org.silobridge.cli.soak.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.silobridge.cli.soak.Findings;
import org.silobridge.cli.soak.Moment;

/**
 * An application that pushes one request after the other, each again and again under its key until there is an answer. What the
 * answer says of each row must be true, too.
 */
final class PushFeed extends RegisterFeed {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final int MOST_ROWS = 150;
    /** Requests that wait; with more the application makes no new ones. */
    private static final int MOST_WAITING = 6;

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int AGAIN_MILLIS = 50;
    private static final int MOST_BUSY_STATUS = 429;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One request.
     *
     * @param results what the answer has to say of its rows
     */
    private record Request(String key, String body, List<String> results) {}

    private final Path connectorFile;
    private final Findings findings;
    private final URI address;
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private int made;

    PushFeed(Publisher publisher, Random chance, Findings findings) throws IOException {
        super(publisher, chance, Judge.Order.PARTITION);
        this.findings = findings;
        int port = freePort();
        this.address = URI.create("http://127.0.0.1:" + port + "/rows");
        var token = publisher.directory().resolve("push.token");
        Files.createFile(token, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(token, TOKEN + "\n");
        this.connectorFile = publisher.connectorFile(
                "push: {port: " + port + ", tokenFile: push.token, deletesWhen: {column: withdrawn, is: \"true\"}}",
                Penalties.MAPPING);
        var application = new Thread(this::push, "soak-application");
        application.setDaemon(true);
        application.start();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public Path connectorFile() {
        return connectorFile;
    }

    @Override
    public void grow() throws IOException {
        if (requests.size() >= MOST_WAITING) {
            return;
        }
        made++;
        var key = "batch-" + made;
        register.in(key);
        var body = new StringBuilder();
        var results = new ArrayList<String>();
        for (int i = chance.nextInt(MOST_ROWS); i >= 0; i--) {
            var event = register.happens(false);
            var row = event.deletes()
                    ? Map.of("decision_no", event.decision(), "authority", penalties.authority(), "withdrawn", "true")
                    : event.texts();
            body.append(JSON.writeValueAsString(row)).append('\n');
            var fate = register.rows().get(register.rows().size() - 1).fate();
            results.add(fate == Row.Fate.QUARANTINED ? "quarantined" : "published");
        }
        requests.add(new Request(key, body.toString(), results));
    }

    private void push() {
        var client = HttpClient.newHttpClient();
        try {
            while (true) {
                push(client, requests.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void push(HttpClient client, Request request) throws InterruptedException {
        var post = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/x-ndjson")
                .header("Idempotency-Key", "\"" + request.key() + "\"")
                .POST(HttpRequest.BodyPublishers.ofString(request.body()))
                .build();
        while (true) {
            try {
                var answer = client.send(post, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    check(request, JSON.readTree(answer.body()));
                    return;
                }
                if (answer.statusCode() < MOST_BUSY_STATUS && answer.statusCode() != 409) {
                    findings.add(String.format(
                            Locale.ROOT,
                            "%s: %s was answered %d: %s",
                            publisher.name(),
                            request.key(),
                            answer.statusCode(),
                            answer.body()));
                    return;
                }
            } catch (IOException e) {
                // Nobody listens, or whoever did was killed: the same again.
            }
            Moment.pass(AGAIN_MILLIS);
        }
    }

    private void check(Request request, JsonNode answer) {
        var results = new ArrayList<String>();
        answer.path("results")
                .forEach(result -> results.add(result.path("result").asText()));
        findings.check(
                results.equals(request.results()),
                publisher.name() + ": of " + request.key() + " the answer says " + results + ", not "
                        + request.results());
    }
}
