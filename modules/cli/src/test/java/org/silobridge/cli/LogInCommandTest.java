package org.silobridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a catalogue that this test is. */
class LogInCommandTest {
    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    private static final String STATE = "s".repeat(43);
    private static final String PASSWORD = "not of any dictionary";

    @TempDir
    Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    /** Each call, with who makes it and what it sends. */
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    private final Deque<String> typed = new ArrayDeque<>();
    private InputStream in = InputStream.nullInputStream();
    private Instant now = NOW;
    private boolean hasIssuer;
    private int sessions;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void keepsTheSessionOfAPasswordForTheCommandsThatComeAfter() throws Exception {
        typed.add(PASSWORD);

        assertThat(run("login", "--user", "li.na")).as(err()).isEqualTo(ExitStatus.DONE);
        assertThat(err()).contains("Logged in as 李娜 (steward@public-security)", "silobridge logout");
        assertThat(run("whoami")).isEqualTo(ExitStatus.DONE);

        assertThat(out()).contains("li.na", "session, until 2026-11-22T18:00:00Z");
        assertThat(asked)
                .contains(
                        "POST /login - {\"password\":\"" + PASSWORD + "\",\"user\":\"li.na\"}",
                        "GET /me " + session(1));
        assertThat(out() + err()).doesNotContain(PASSWORD, session(1));
        assertThat(kept()).singleElement().satisfies(file -> {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                    .isEqualTo("rwx------");
        });
    }

    @Test
    void takesAPasswordFromStandardInputAndChangesOneThatIsForOneLogIn() throws Exception {
        in = new ByteArrayInputStream("for-one-log-in\n".getBytes(StandardCharsets.UTF_8));
        var next = Files.writeString(home.resolve("next"), PASSWORD + "\n");

        assertThat(run("login", "--user", "li.na", "--password-file", "-", "--new-password-file", next.toString()))
                .as(err())
                .isEqualTo(ExitStatus.DONE);

        assertThat(asked)
                .contains("POST /login - {\"newPassword\":\"" + PASSWORD
                        + "\",\"password\":\"for-one-log-in\",\"user\":\"li.na\"}");
    }

    @Test
    void asksTwiceForTheNewPasswordWhereOneIsForOneLogIn() {
        typed.addAll(List.of("for-one-log-in", PASSWORD, "something else"));
        assertThat(run("login", "--user", "li.na")).isEqualTo(ExitStatus.INPUT);
        assertThat(err()).contains("two different passwords");

        typed.addAll(List.of("for-one-log-in", PASSWORD, PASSWORD));
        assertThat(run("login", "--user", "li.na")).as(err()).isEqualTo(ExitStatus.DONE);
    }

    @Test
    void neverTakesAPasswordAsAnArgumentAndSaysWhatToDoWhereNobodyCanBeAsked() {
        assertThat(run("login", "--user", "li.na", "--password", PASSWORD)).isEqualTo(ExitStatus.INPUT);
        assertThat(run("login", "--user", "li.na")).isEqualTo(ExitStatus.INPUT);
        assertThat(err()).contains("--password-file", "no terminal");
        assertThat(run("login")).isEqualTo(ExitStatus.INPUT);
        assertThat(err()).contains("--user NAME");
        assertThat(asked).noneMatch(call -> call.startsWith("POST"));
    }

    @Test
    void waitsForWhatTheIssuerHasABrowserBringAndTakesNobodyElses() throws Exception {
        hasIssuer = true;
        var login = CompletableFuture.supplyAsync(() -> run("login"));
        await().until(() -> err().contains("https://id.example.org/auth"));
        var port = err().replaceAll("(?s).*127\\.0\\.0\\.1%3A([0-9]+).*", "$1");

        assertThat(browse("http://127.0.0.1:" + port + "/?code=evil&state=" + "x".repeat(43)))
                .isEqualTo(404);
        assertThat(login).isNotDone();
        assertThat(browse("http://127.0.0.1:" + port + "/?code=a%20code&state=" + STATE + "&session_state=1"))
                .isEqualTo(200);

        assertThat(login.get()).as(err()).isEqualTo(ExitStatus.DONE);
        assertThat(asked)
                .contains(
                        "GET /login?loopback=" + port + " -",
                        "GET /login/callback?loopback=" + port + "&state=" + STATE
                                + "&code=a%20code - Cookie silobridge-login=memory");
    }

    @Test
    void takesTheAddressThatABrowserElsewhereEndedAt() {
        hasIssuer = true;
        in = new ByteArrayInputStream(("good morning\nhttp://127.0.0.1:1/?state=" + STATE + "&code=a-code\n")
                .getBytes(StandardCharsets.UTF_8));

        assertThat(run("login")).as(err()).isEqualTo(ExitStatus.DONE);

        assertThat(err()).contains("That does not belong to the log-in that is waited for.", "Logged in as 李娜");
    }

    @Test
    void putsATokenBeforeASessionAndASessionOnlyWhereItIsFrom() throws Exception {
        typed.add(PASSWORD);
        run("login", "--user", "li.na");
        var token = Files.writeString(home.resolve("token"), "sbt_" + "a".repeat(43) + "\n");
        asked.clear();

        assertThat(run("whoami", "--token-file", token.toString())).isEqualTo(ExitStatus.DONE);
        assertThat(asked).contains("GET /me sbt_" + "a".repeat(43));

        assertThat(Silobridge.commandLine(console()).execute("whoami", "--url", "http://localhost:" + port()))
                .isEqualTo(ExitStatus.INPUT);
        assertThat(err()).contains("silobridge login");
    }

    @Test
    void saysToLogInAgainWhereTheSessionIsOver() {
        typed.add(PASSWORD);
        run("login", "--user", "li.na");
        asked.clear();

        now = NOW.plusSeconds(10 * 3600);

        assertThat(run("whoami")).isEqualTo(ExitStatus.REFUSED);
        assertThat(err()).contains("over since 2026-11-22T18:00:00Z", "silobridge login");
        assertThat(asked).isEmpty();
    }

    @Test
    void endsTheSessionAndForgetsItAlsoWhereTheCatalogueIsAway() throws Exception {
        typed.addAll(List.of(PASSWORD, PASSWORD));
        run("login", "--user", "li.na");
        run("login", "--user", "li.na");
        assertThat(asked).contains("POST /logout " + session(1) + " "); // The one before.

        assertThat(run("logout")).as(err()).isEqualTo(ExitStatus.DONE);
        assertThat(asked).contains("POST /logout " + session(2) + " ");
        assertThat(kept()).isEmpty();
        assertThat(run("logout")).isEqualTo(ExitStatus.DONE);
        assertThat(err()).contains("Nobody is logged in here");

        typed.add(PASSWORD);
        run("login", "--user", "li.na");
        server.stop(0);
        assertThat(run("logout")).isEqualTo(ExitStatus.NO_ANSWER);
        assertThat(kept()).isEmpty();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var call = exchange.getRequestMethod() + " "
                + exchange.getRequestURI().toString().substring("/api/v1".length());
        var as = exchange.getRequestHeaders().getFirst("Authorization");
        var cookie = exchange.getRequestHeaders().getFirst("Cookie");
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(call + " " + (as == null ? "-" : as.substring("Bearer ".length()))
                + (cookie == null ? "" : " Cookie " + cookie)
                + (call.startsWith("POST") ? " " + body : ""));
        if (call.startsWith("GET /login?")) {
            if (!hasIssuer) {
                problem(exchange, "catalogue.login.no-issuer");
                return;
            }
            exchange.getResponseHeaders()
                    .add(
                            "Location",
                            "https://id.example.org/auth?state=" + STATE + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A"
                                    + call.replaceAll("\\D", "") + "%2F");
            exchange.getResponseHeaders().add("Set-Cookie", "silobridge-login=memory; Path=/; HttpOnly");
            send(exchange, 303, "");
        } else if (call.startsWith("GET /login/callback")) {
            exchange.getResponseHeaders().add("Set-Cookie", "silobridge-login=; Path=/; Max-Age=0");
            exchange.getResponseHeaders().add("Set-Cookie", "silobridge=" + session(++sessions) + "; Path=/; HttpOnly");
            send(exchange, 303, "");
        } else if (call.equals("POST /login")) {
            if (body.contains("for-one-log-in") && !body.contains("newPassword")) {
                problem(exchange, "catalogue.login.change-password");
                return;
            }
            exchange.getResponseHeaders()
                    .add("Set-Cookie", "__Host-silobridge=" + session(++sessions) + "; Path=/; HttpOnly; Secure");
            send(exchange, 201, "{}");
        } else if (call.equals("GET /me")) {
            send(exchange, 200, """
                    {"actor": {"id": "act-2b4d6f8h1j3k5m7p", "subject": "li.na", "displayName": "李娜"},
                     "roles": [{"role": "steward", "department": {"id": "dep-2b4d6f8h1j3k5m7p", "slug": "public-security",
                         "name": {"zh": "公安局", "en": "Public security"}}}]}
                    """);
        } else if (call.equals("GET /session")) {
            send(exchange, 200, """
                    {"actor": "act-2b4d6f8h1j3k5m7p", "madeAt": "2026-11-22T08:00:00Z",
                     "endsAt": "2026-11-22T18:00:00Z", "idleMinutes": 30, "csrfToken": "c"}
                    """);
        } else {
            send(exchange, 204, "");
        }
    }

    private static void problem(HttpExchange exchange, String code) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
        send(
                exchange,
                422,
                "{\"type\":\"about:blank\",\"title\":\"no\",\"status\":422,\"detail\":\"no\",\"code\":\"" + code
                        + "\",\"parameters\":{}}");
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        var body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String session(int number) {
        return "sbs_" + Integer.toString(number).repeat(43);
    }

    private static int browse(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private List<Path> kept() throws IOException {
        try (var files = Files.list(home.resolve(".silobridge/sessions"))) {
            return files.toList();
        }
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private Console console() {
        return new Console(out, err, Clock.fixed(now, ZoneOffset.UTC), Locale.ENGLISH, home, false, new Keyboard() {
            @Override
            public Optional<String> secret(String prompt) {
                return Optional.ofNullable(typed.poll());
            }

            @Override
            public InputStream in() {
                return in;
            }
        });
    }

    private int run(String... args) {
        var all = new java.util.ArrayList<>(List.of(args));
        all.addAll(List.of("--url", "http://127.0.0.1:" + port()));
        return Silobridge.commandLine(console()).execute(all.toArray(String[]::new));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
