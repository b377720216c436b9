package org.silobridge.connector.source.push;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.silobridge.connector.http.BoundedHttpServer;
import org.silobridge.model.Reason;
import org.silobridge.model.RefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol: {@code POST /rows} with JSON Lines and an {@code Idempotency-Key}, answered once all of it is committed
 * with what became of each row; anything else with a problem (RFC 9457).
 */
final class PushEndpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PushEndpoint.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/rows";
    private static final Pattern NDJSON = Pattern.compile(
            "application/(x-ndjson|jsonl|x-jsonlines)\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?",
            Pattern.CASE_INSENSITIVE);
    /**
     * How many callers are heard at a time, most of whom are only being refused: whoever is slow to send has a thread for a
     * minute at most, and must not keep others from theirs.
     */
    private static final int HEARD = 200;
    /** To tell whoever comes then that it is to come again; and for those who do not get beyond their headers. */
    private static final int SPARE_THREADS = 56;

    private static final long IDLE_SECONDS = 10;

    private static final long LAST_WORDS_SECONDS = 2;

    private final PushSettings settings;
    private final Desk desk;
    private final Tokens tokens;
    private final HttpServer server;
    private final ExecutorService threads;
    private final Semaphore ears = new Semaphore(HEARD);
    /** Those that are being answered, and the endpoint itself. */
    private final Phaser talking = new Phaser(1);

    private PushEndpoint(PushSettings settings, Desk desk, HttpServer server) {
        this.settings = settings;
        this.desk = desk;
        this.server = server;
        this.tokens = new Tokens(settings.tokenFile());
        this.threads = threads();
    }

    private static ExecutorService threads() {
        int most = HEARD + SPARE_THREADS;
        var threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    var thread = new Thread(work, "connector-push");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** Listens from now on. */
    static PushEndpoint open(PushSettings settings, Desk desk) throws IOException {
        var server = BoundedHttpServer.create(
                new InetSocketAddress(settings.host(), settings.port()),
                settings.tls().map(Identity::read));
        var endpoint = new PushEndpoint(settings, desk, server);
        server.setExecutor(endpoint.threads);
        server.createContext("/", endpoint::handle);
        server.start();
        return endpoint;
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        talking.register();
        boolean heard = ears.tryAcquire();
        try (exchange) {
            var locale = locale(exchange.getRequestHeaders());
            try {
                if (!heard) {
                    throw Refused.stranger(503, Reason.of("connector.push.crowded", "callers", HEARD));
                }
                answer(exchange, locale);
            } catch (Refused refused) {
                refuse(exchange, refused, locale);
            } catch (RefusedException e) {
                // Such as a token file that is gone: told in full to who runs the connector, and to nobody else.
                LOG.atError().addKeyValue("error", e.refusal()).log("a push failed");
                refuse(exchange, Refused.stranger(500, Reason.of("connector.push.failed")), locale);
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("a push failed");
                refuse(exchange, Refused.stranger(500, Reason.of("connector.push.failed")), locale);
            }
        } finally {
            if (heard) {
                ears.release();
            }
            talking.arriveAndDeregister();
        }
    }

    private void answer(HttpExchange exchange, Locale locale) throws IOException, Refused {
        var headers = exchange.getRequestHeaders();
        if (!tokens.accept(only(headers, "Authorization"))) {
            throw Refused.stranger(401, Reason.of("connector.push.no-token"));
        }
        if (!exchange.getRequestURI().getPath().equals(PATH)) {
            throw new Refused(404, Reason.of("connector.push.no-path"));
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            throw new Refused(405, Reason.of("connector.push.method"));
        }
        if (!NDJSON.matcher(only(headers, "Content-Type").strip()).matches()) {
            throw new Refused(415, Reason.of("connector.push.content-type"));
        }
        boolean gzip = isGzip(only(headers, "Content-Encoding"));
        if (!headers.containsKey("Idempotency-Key")) {
            throw new Refused(400, Reason.of("connector.push.no-key"));
        }
        var key = IdempotencyKey.parse(only(headers, "Idempotency-Key"))
                .orElseThrow(() -> new Refused(400, Reason.of("connector.push.key-form")));
        var results = results(exchange, key, gzip);
        var json = JSON.createObjectNode();
        json.put("idempotencyKey", key);
        json.put("rows", results.size());
        long bad = results.stream().filter(Push.Result::quarantined).count();
        json.put("published", results.size() - bad);
        json.put("quarantined", bad);
        var list = json.putArray("results");
        results.forEach(result -> write(list.addObject(), result, locale));
        send(exchange, 200, "application/json", json);
    }

    /** What became of the rows, once that is committed. */
    private List<Push.Result> results(HttpExchange exchange, String key, boolean gzip) throws IOException, Refused {
        desk.enter();
        try {
            var body = Body.read(exchange.getRequestBody(), gzip, settings.maxBodyBytes(), settings.maxRows());
            var push = desk.begin(key, body);
            try {
                return push.outcome().get();
            } finally {
                desk.end(push);
            }
        } catch (CancellationException | InterruptedException e) {
            // Interrupted is who waits only when the endpoint is closed.
            throw new Refused(503, Reason.of("connector.push.cut-off"));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            desk.leave();
        }
    }

    private static void write(ObjectNode json, Push.Result result, Locale locale) {
        json.put("line", result.line());
        json.put("result", result.quarantined() ? "quarantined" : "published");
        if (result.quarantined()) {
            var faults = json.putArray("faults");
            for (var fault : result.faults()) {
                faults.addObject()
                        .put("path", fault.path())
                        .put("code", fault.reason().code())
                        .put("message", fault.reason().in(locale));
            }
        }
    }

    private static boolean isGzip(String encoding) throws Refused {
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> false;
            case "gzip", "x-gzip" -> true;
            default -> throw new Refused(415, Reason.of("connector.push.content-encoding"));
        };
    }

    /** The value of a header; of one that is not there or stands twice, nothing. */
    private static String only(Headers headers, String name) {
        var values = headers.get(name);
        return values == null || values.size() != 1 ? "" : values.get(0);
    }

    private static Locale locale(Headers headers) {
        try {
            var best = Locale.lookup(
                    Locale.LanguageRange.parse(only(headers, "Accept-Language")),
                    List.of(Locale.ENGLISH, Locale.CHINESE));
            return best == null ? Locale.ENGLISH : best;
        } catch (IllegalArgumentException none) {
            return Locale.ENGLISH;
        }
    }

    private void refuse(HttpExchange exchange, Refused refused, Locale locale) throws IOException {
        var reason = refused.reason();
        int status = refused.status();
        if (refused.drains()) {
            drain(exchange);
        }
        if (status == 401) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"silobridge\"");
        }
        if (status == 429 || status == 503) {
            exchange.getResponseHeaders().set("Retry-After", status == 429 ? "1" : "2");
        }
        var json = JSON.createObjectNode()
                .put("type", "urn:silobridge:problem:" + reason.code())
                .put("title", title(status))
                .put("status", status)
                .put("detail", reason.in(locale))
                .put("code", reason.code());
        reason.parameters().forEach(json.putObject("parameters")::put);
        send(exchange, status, "application/problem+json", json);
    }

    /** A caller that is still sending when the connection is closed may never read why. */
    private void drain(HttpExchange exchange) throws IOException {
        var buffer = new byte[16 * 1024];
        long left = settings.maxBodyBytes();
        var in = exchange.getRequestBody();
        for (int count = in.read(buffer); count >= 0 && left > 0; count = in.read(buffer)) {
            left -= count;
        }
    }

    private static void send(HttpExchange exchange, int status, String type, ObjectNode json) throws IOException {
        byte[] body;
        try {
            body = JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Invalid input";
            case 401 -> "Unauthenticated";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 409 -> "Conflict";
            case 413 -> "Too large";
            case 415 -> "Unsupported media type";
            case 422 -> "Not allowed";
            case 429 -> "Too many requests";
            case 503 -> "Unavailable";
            default -> "Internal error";
        };
    }

    /** Ends once those who wait are answered; the desk is to be closed before, so that none waits for more. */
    @Override
    public void close() {
        try {
            int phase = talking.arriveAndDeregister();
            talking.awaitAdvanceInterruptibly(phase, LAST_WORDS_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            // Who is that slow has not been heard to the end, and can come again.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
        threads.shutdownNow();
    }
}
