package org.silobridge.catalogue.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.silobridge.catalogue.actor.Actors;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.http.CallLimits.Rate;
import org.silobridge.catalogue.http.Pace.Verdict;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.store.Transactions;

/** Who sends a byte now and then holds a connection for as long as the limits say, and no longer. */
class SlowCallersTest {
    private static final CallLimits LIMITS = new CallLimits(
            new Rate(1, 1), new Rate(1, 1), 1, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(75));

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
            send(socket, "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            return received(socket).startsWith("HTTP/1.1 204 ");
        } catch (IOException ended) {
            return false;
        }
    }

    private static ApiServer start() throws IOException {
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
                3,
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2));
        return ApiServer.start(
                new ApiServer.Settings(
                        "127.0.0.1", 0, 1, 1024, Duration.ofSeconds(1), limits, Optional.empty(), Optional.empty()),
                actors,
                Arrays.stream(Permission.values())
                        .collect(Collectors.toMap(Permission::operation, row -> call -> new Answer.Empty())),
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
