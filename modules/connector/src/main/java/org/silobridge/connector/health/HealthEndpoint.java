package org.silobridge.connector.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.silobridge.connector.config.HttpSettings;
import org.silobridge.connector.http.BoundedHttpServer;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/** Serves {@code /metrics} and {@code /health}; to read only, and nothing else. */
public final class HealthEndpoint implements AutoCloseable {
    private static final int THREADS = 2;

    /** What is answered. */
    private record Answer(int status, String type, String body) {}

    private final HttpServer server;
    private final ExecutorService threads;

    private HealthEndpoint(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /** Listens from now on; refused where the address cannot be listened on. */
    public static Outcome<HealthEndpoint> open(HttpSettings settings, HealthSource health) {
        try {
            var server =
                    BoundedHttpServer.create(new InetSocketAddress(settings.host(), settings.port()), Optional.empty());
            var threads = Executors.newFixedThreadPool(THREADS, work -> {
                var thread = new Thread(work, "health");
                thread.setDaemon(true);
                return thread;
            });
            server.setExecutor(threads);
            serve(
                    server,
                    "/metrics",
                    () -> new Answer(200, "text/plain; version=0.0.4; charset=utf-8", health.metrics()));
            serve(server, "/health", () -> health(health));
            server.start();
            return Outcome.ok(new HealthEndpoint(server, threads));
        } catch (IOException | IllegalArgumentException e) {
            var reason = Reason.of("connector.http.not-listening", "error", String.valueOf(e.getMessage()));
            return Outcome.invalid(
                    reason, List.of(new Violation("http", settings.host() + ":" + settings.port(), reason)));
        }
    }

    private static Answer health(HealthSource health) {
        // A code needs no escaping.
        return health.waitsFor()
                .map(reason -> new Answer(
                        503, "application/json", "{\"status\":\"waiting\",\"code\":\"" + reason.code() + "\"}\n"))
                .orElseGet(() -> new Answer(200, "application/json", "{\"status\":\"up\"}\n"));
    }

    private static void serve(HttpServer server, String path, Supplier<Answer> answer) {
        server.createContext(path, exchange -> {
            try (exchange) {
                boolean reads = exchange.getRequestMethod().equals("GET")
                        || exchange.getRequestMethod().equals("HEAD");
                if (!exchange.getRequestURI().getPath().equals(path)) {
                    exchange.sendResponseHeaders(404, -1);
                } else if (reads) {
                    send(exchange, answer.get());
                } else {
                    exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                    exchange.sendResponseHeaders(405, -1);
                }
            }
        });
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        var body = answer.body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(answer.status, -1);
        } else {
            exchange.sendResponseHeaders(answer.status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
