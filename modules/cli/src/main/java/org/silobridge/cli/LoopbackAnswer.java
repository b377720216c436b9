package org.silobridge.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;

/**
 * Waits on this machine for what the issuer has a browser bring (RFC 8252, 7.3), or for the address that a browser on
 * another machine ended at, pasted. Takes what belongs to this log-in alone.
 */
final class LoopbackAnswer implements AutoCloseable {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final HttpServer server;
    private final Console console;
    private final CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();
    private volatile @Nullable String state;

    LoopbackAnswer(Console console) throws IOException {
        this.console = console;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0), 4);
        server.createContext("/", this::come);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** What comes for the log-in at this page; empty where nothing does. */
    Optional<Map<String, String>> await(URI page, Duration patience) throws InterruptedException {
        state = query(page.getRawQuery()).get("state");
        var reading = new Thread(this::read, "login-pasted");
        reading.setDaemon(true);
        reading.start();
        try {
            return Optional.of(answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0); // The browser has its answer.
    }

    private void come(HttpExchange exchange) throws IOException {
        var brought = query(exchange.getRequestURI().getRawQuery());
        var ours = "GET".equals(exchange.getRequestMethod())
                && exchange.getRequestURI().getPath().equals("/")
                && isOurs(brought);
        try (exchange) {
            var text = Reason.of(ours ? "cli.login.back" : "cli.login.not-this-one")
                    .in(console.locale())
                    .getBytes(StandardCharsets.UTF_8);
            var headers = exchange.getResponseHeaders();
            headers.set("Content-Type", "text/plain; charset=utf-8");
            headers.set("Cache-Control", "no-store");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("X-Content-Type-Options", "nosniff");
            exchange.sendResponseHeaders(ours ? 200 : 404, text.length);
            exchange.getResponseBody().write(text);
        } finally {
            if (ours) {
                answer.complete(brought);
            }
        }
    }

    private void read() {
        var lines = new BufferedReader(new InputStreamReader(console.keyboard().in(), StandardCharsets.UTF_8));
        try {
            for (var line = lines.readLine(); line != null && !answer.isDone(); line = lines.readLine()) {
                var begins = line.indexOf('?');
                var brought =
                        query(begins < 0 ? null : line.substring(begins + 1).strip());
                if (isOurs(brought)) {
                    answer.complete(brought);
                } else if (!line.isBlank()) {
                    console.say(Reason.of("cli.login.not-this-one"));
                }
            }
        } catch (IOException e) {
            // Nobody pastes anything then.
        }
    }

    private boolean isOurs(Map<String, String> brought) {
        var wanted = state;
        return wanted != null && wanted.equals(brought.get("state"));
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new HashMap<>();
        if (raw != null) {
            for (var pair : raw.split("&", -1)) {
                var equals = pair.indexOf('=');
                if (equals > 0) {
                    try {
                        query.put(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
                    } catch (IllegalArgumentException e) {
                        // Of no use.
                    }
                }
            }
        }
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
