package org.silobridge.catalogue.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Condition;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.silobridge.catalogue.actor.Actors;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.http.CallLimits.Rate;
import org.silobridge.catalogue.http.Pace.Verdict;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.store.Transactions;

/** Who sends a byte now and then, or asks for what takes for ever, holds a connection for as long as the limits say, and no longer. */
class SlowCallersTest {
    private static final CallLimits LIMITS = new CallLimits(
            new Rate(1, 1), new Rate(1, 1), 1, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(75));

    private static final String HEALTH = "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    @Test
    void aConnectionHasItsTimeForTheFirstHead() {
        var pace = new Pace(LIMITS, 0);

        assertThat(pace.look(seconds(10))).isEqualTo(Verdict.FINE);
        assertThat(pace.look(seconds(11))).isEqualTo(Verdict.SILENT);
    }

    @Test
    void aBodyHasItsTimeWhateverTheAnswerTakes() {
        var read = new AtomicBoolean();
        var pace = new Pace(LIMITS, 0);
        pace.asked(read::get, () -> false, seconds(5));

        assertThat(pace.look(seconds(35))).isEqualTo(Verdict.FINE);
        assertThat(pace.look(seconds(36))).isEqualTo(Verdict.SLOW_BODY);
        read.set(true);
        assertThat(pace.look(seconds(900))).isEqualTo(Verdict.FINE);
    }

    @Test
    void afterAnAnswerTheNextHeadHasItsTime() {
        var pace = new Pace(LIMITS, 0);
        pace.asked(() -> true, () -> true, seconds(5));
        assertThat(pace.look(seconds(6))).isEqualTo(Verdict.FINE);

        assertThat(pace.look(seconds(81))).isEqualTo(Verdict.FINE);
        assertThat(pace.look(seconds(82))).isEqualTo(Verdict.IDLE);
    }

    @Test
    void anAnswerHasItsTimeAndNoMoreCallsWaitThanMay() throws Exception {
        var answer = new CompletableFuture<Answer>();
        // One worker, 32 calls for it, and one more.
        try (var server = start(100, Optional.empty(), call -> answer.join())) {
            var callers = new ArrayList<Socket>();
            var told = new ArrayList<String>();
            try {
                for (int i = 0; i < 33; i++) {
                    callers.add(connect(server));
                    send(callers.get(i), HEALTH);
                }
                for (var caller : callers) {
                    told.add(received(caller));
                    caller.close();
                }
            } finally {
                answer.complete(new Answer.Empty());
            }
            assertThat(told)
                    .allMatch(text -> text.startsWith("HTTP/1.1 503 ") && text.contains("application/problem+json"))
                    .areExactly(1, new Condition<>(text -> text.contains("catalogue.unavailable.busy"), "busy"))
                    .areExactly(32, new Condition<>(text -> text.contains("catalogue.unavailable.too-slow"), "slow"));
        }
    }

    @Test
    void browsersAreTiedToTlsWhereItIsSpokenAndNotElsewhere() throws Exception {
        var name = "Strict-Transport-Security: max-age=31536000";
        var overTls = Optional.of(URI.create("https://exchange.example.org"));
        try (var secure = start(3, overTls, SlowCallersTest::nothing);
                var plain = start(3, Optional.empty(), SlowCallersTest::nothing);
                var toSecure = connect(secure);
                var toPlain = connect(plain)) {
            send(toSecure, HEALTH);
            send(toPlain, HEALTH);

            assertThat(received(toSecure)).containsIgnoringCase(name);
            assertThat(received(toPlain)).startsWith("HTTP/1.1 204 ").doesNotContainIgnoringCase("Strict-Transport");
        }
    }

    @Test
    void theServerEndsThemAndServesOthers() throws Exception {
        try (var server = start()) {
            try (var silent = connect(server);
                    var halfAHead = connect(server);
                    var halfABody = connect(server)) {
                send(halfAHead, "GET /health HTTP/1.1\r\nHost: ");
                send(
                        halfABody,
                        "POST /api/v1/requests HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 50\r\n\r\n{\"half");

                assertThat(received(silent)).isEmpty();
                assertThat(received(halfAHead)).isEmpty();
                assertThat(received(halfABody))
                        .startsWith("HTTP/1.1 408 ")
                        .contains("application/problem+json", "catalogue.http.slow");
            }
            // The caller may see the end of its connection before the server has counted it out.
            await().until(() -> {
                try (var fourth = connect(server)) {
                    return isServed(fourth);
                }
            });
        }
    }

    @Test
    void oneAddressHasNoMoreConnectionsThanItMay() throws Exception {
        try (var server = start();
                var first = connect(server);
                var second = connect(server);
                var third = connect(server);
                var fourth = connect(server)) {
            assertThat(Stream.of(first, second, third, fourth).filter(SlowCallersTest::isServed))
                    .hasSize(3);
        }
    }

    private static boolean isServed(Socket socket) {
        try {
            send(socket, HEALTH);
            return received(socket).startsWith("HTTP/1.1 204 ");
        } catch (IOException ended) {
            return false;
        }
    }

    private static Answer nothing(Call call) {
        return new Answer.Empty();
    }

    private static ApiServer start() throws IOException {
        return start(3, Optional.empty(), SlowCallersTest::nothing);
    }

    private static ApiServer start(int connections, Optional<URI> publicUrl, Function<Call, Answer> every)
            throws IOException {
        var clock = Clock.systemUTC();
        var nowhere = new Transactions(Jdbi.create("jdbc:postgresql://127.0.0.1:1/none"), Duration.ofSeconds(1));
        var actors = new Actors(
                nowhere,
                new LedgerStaging(clock, new Random(1)),
                (db, department) -> Optional.empty(),
                clock,
                new Random(1));
        var limits = new CallLimits(
                new Rate(100, 100),
                new Rate(100, 100),
                connections,
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2));
        return ApiServer.start(
                new ApiServer.Settings(
                        "127.0.0.1", 0, 1, 1024, Duration.ofSeconds(1), limits, Optional.empty(), publicUrl),
                actors,
                Arrays.stream(Permission.values()).collect(Collectors.toMap(Permission::operation, row -> every)),
                ApiServer.document());
    }

    private static Socket connect(ApiServer server) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** All that comes until the other side ends it. */
    private static String received(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
