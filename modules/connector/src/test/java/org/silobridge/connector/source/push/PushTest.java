package org.silobridge.connector.source.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.silobridge.connector.source.Rows;
import org.silobridge.connector.source.SourceContext;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.model.Reason;
import org.silobridge.model.Slug;
import org.silobridge.model.Violation;

/** What an application that pushes is answered, over real sockets. The rest of the connector is played by {@link Run}. */
class PushTest {
    private static final int MAX_BYTES = 2_000;
    private static final String GOOD = "{\"id\": \"%s\", \"text\": \"good\"}";
    private static final String BAD = "{\"id\": \"%s\", \"text\": \"bad\"}";

    @TempDir
    private Path directory;

    private final int port = Application.freePort();
    private final Application application = Application.at(port);
    private final Map<String, SourcePosition> positions = new ConcurrentHashMap<>();
    private final List<String> published = new CopyOnWriteArrayList<>();
    private volatile Instant now = Instant.parse("2026-03-01T08:00:00Z");
    private Run run;

    @BeforeEach
    void start() throws IOException {
        Application.secret(directory.resolve("token"), Application.TOKEN + "\n");
        run = new Run(Integer.MAX_VALUE);
    }

    @AfterEach
    void stop() {
        run.close();
    }

    private PushSource source() throws IOException {
        return new PushSource(
                new PushSettings(
                        InetAddress.getLoopbackAddress(),
                        port,
                        directory.resolve("token"),
                        Optional.empty(),
                        MAX_BYTES,
                        20,
                        2,
                        Duration.ofHours(1),
                        100,
                        Optional.of(new PushSettings.Deletion("gone", "true")),
                        500),
                new SourceContext(new Slug("under-test"), directory.resolve("work"), clock()));
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    /** A connector at work, as far as a source sees of it: rows whose text is bad are bad. */
    private final class Run implements AutoCloseable {
        private final Rows rows;
        private final Thread thread = new Thread(this::work, "run");
        /** How many rows it commits before it hangs. */
        private final int limit;

        private volatile boolean over;
        private volatile boolean hangs;

        Run(int limit) throws IOException {
            this.limit = limit;
            this.rows = source().open(List.of("id", "text"), Map.copyOf(positions));
            thread.start();
        }

        private void work() {
            int given = 0;
            while (!over && !rows.ended()) {
                var row = given < limit ? rows.next() : null;
                hangs = given >= limit;
                if (row == null) {
                    commit();
                    continue;
                }
                if (!row.done()) {
                    given++;
                    published.add(row.part() + ":" + row.line() + (row.fault().isPresent() ? "" : ":" + row.text(0))
                            + (row.deletes() ? ":gone" : ""));
                }
                rows.judged(faults(row));
            }
            commit();
        }

        private List<Violation> faults(SourceRow row) {
            if (row.fault().isPresent()) {
                return List.of(new Violation("row", null, row.fault().get()));
            }
            return row.text(1).equals("bad")
                    ? List.of(new Violation("text", "bad", Reason.of("contract.rule.required")))
                    : List.of();
        }

        private void commit() {
            var reached = rows.advance();
            reached.forEach(position ->
                    positions.merge(position.part(), position, (old, next) -> next.forgets() ? null : next));
            reached.stream().filter(SourcePosition::forgets).forEach(gone -> positions.remove(gone.part()));
            rows.committed(reached);
        }

        @Override
        public void close() {
            over = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            rows.close();
        }
    }

    private void restart(int limit) throws IOException {
        run.close();
        run = new Run(limit);
    }

    private static String[] rows(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(i -> GOOD.formatted("k" + i))
                .toArray(String[]::new);
    }

    @Test
    void answersWhatBecameOfEachRow() {
        var answer = application.push("one", GOOD.formatted("a"), "", BAD.formatted("b"), "{\"id\": ");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.json().path("idempotencyKey").asText()).isEqualTo("one");
        assertThat(answer.json().path("rows").asInt()).isEqualTo(3);
        assertThat(answer.json().path("published").asInt()).isEqualTo(1);
        assertThat(answer.json().path("quarantined").asInt()).isEqualTo(2);
        assertThat(Application.results(answer))
                .containsExactly(
                        "1:published",
                        "3:quarantined text contract.rule.required",
                        "4:quarantined row contract.rule.row-malformed");
        assertThat(published).containsExactly("one:1:a", "one:3:b", "one:4");
    }

    @Test
    void answersTheSameAgainAndPublishesNothingTwice() throws IOException {
        var body = new String[] {GOOD.formatted("a"), BAD.formatted("b"), GOOD.formatted("c")};
        var first = application.push("one", body);

        var second = application.push("one", body);
        restart(Integer.MAX_VALUE);
        var third = application.push("one", body);

        assertThat(second.json()).isEqualTo(first.json());
        assertThat(third.json()).isEqualTo(first.json());
        assertThat(published).hasSize(3);
    }

    @Test
    void goesOnWithARequestThatWasCutOffWhenItsKeyComesAgain() throws IOException {
        restart(2);
        var cut = application.later("one", String.join("\n", rows(1, 5)).getBytes(UTF_8), Map.of());
        await().until(() -> run.hangs && !positions.isEmpty());

        restart(Integer.MAX_VALUE);

        assertThat(cut.join().status()).isEqualTo(503);
        assertThat(cut.join().code()).isEqualTo("connector.push.cut-off");
        assertThat(cut.join().response().headers().firstValue("Retry-After")).isPresent();
        assertThat(application.push("one", rows(1, 5)).json().path("published").asInt())
                .isEqualTo(5);
        assertThat(published).containsExactly("one:1:k1", "one:2:k2", "one:3:k3", "one:4:k4", "one:5:k5");
    }

    @Test
    void saysWhatWasTrueThenWhenTheRulesHaveChangedSince() throws IOException {
        application.push("one", BAD.formatted("b"));
        run.close();
        var known = Memory.of(java.util.Objects.requireNonNull(positions.get("one")));

        var push = new Push("one", body(BAD.formatted("b")), known);
        push.gives(1);
        push.judged(List.of());
        push.ends();

        assertThat(push.outcome().join()).singleElement().satisfies(result -> {
            assertThat(result.quarantined()).isTrue();
            assertThat(result.faults().get(0).reason().code()).isEqualTo("connector.push.faults-in-quarantine");
        });
    }

    private static Body body(String text) {
        try {
            return Body.read(new java.io.ByteArrayInputStream(text.getBytes(UTF_8)), false, MAX_BYTES, 20);
        } catch (IOException | Refused e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void refusesOtherRowsUnderAKnownKey() throws IOException {
        application.push("one", GOOD.formatted("a"));

        assertThat(application.push("one", GOOD.formatted("b")).code()).isEqualTo("connector.push.key-reused");
        restart(Integer.MAX_VALUE);
        assertThat(application.push("one", GOOD.formatted("b")).status()).isEqualTo(422);
        assertThat(published).containsExactly("one:1:a");
    }

    @Test
    void refusesAKeyThatIsAtWorkAndMoreRequestsThanItHasPlacesFor() throws IOException {
        restart(0);
        var bytes = GOOD.formatted("a").getBytes(UTF_8);
        var first = application.later("one", bytes, Map.of());
        await().untilAsserted(() ->
                assertThat(application.push("one", bytes, Map.of()).status()).isEqualTo(409));
        var second = application.later("two", bytes, Map.of());

        await().untilAsserted(() -> {
            var third = application.push("three", bytes, Map.of());
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.response().headers().firstValue("Retry-After")).contains("1");
        });
        run.close();
        assertThat(first.join().status()).isEqualTo(503);
        assertThat(second.join().status()).isEqualTo(503);
        assertThat(published).isEmpty();
    }

    @Test
    void answersWhatIsAtWorkBeforeItEndsAndTakesNothingMore() throws IOException {
        restart(0);
        var last = application.later("one", GOOD.formatted("a").getBytes(UTF_8), Map.of());
        await().untilAsserted(() -> assertThat(
                        application.push("one", GOOD.formatted("a")).status())
                .isEqualTo(409));
        run.over = true;
        await().until(() -> !run.thread.isAlive());

        assertThat(run.rows.finishes()).isTrue();
        assertThat(application.push("two", GOOD.formatted("b")).code()).isEqualTo("connector.push.ending");
        for (var row = run.rows.next(); row != null; row = run.rows.next()) {
            run.rows.judged(List.of());
        }
        run.rows.committed(run.rows.advance());
        run.rows.next();

        assertThat(run.rows.ended()).isTrue();
        assertThat(last.join().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer 0123456789abcdef0123456789abcdeg",
                "Basic 0123456789abcdef0123456789abcdef",
                "Bearer 0123456789abcdef0123456789abcdef extra"
            })
    void letsNobodyInWithoutTheToken(String authorization) {
        var answer =
                application.push("one", GOOD.formatted("a").getBytes(UTF_8), Map.of("Authorization", authorization));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.response().headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(answer.response().body()).doesNotContain(Application.TOKEN);
        assertThat(published).isEmpty();
    }

    @Test
    void takesANewTokenWhileItRunsAndTheOldOneUntilItIsTakenAway() throws IOException {
        var other = Map.of("Authorization", "Bearer " + "b".repeat(40));
        Application.secret(directory.resolve("token"), Application.TOKEN + "\n" + "b".repeat(40) + "\n");
        assertThat(application.push("one", GOOD.formatted("a")).status()).isEqualTo(200);
        assertThat(application
                        .push("two", GOOD.formatted("a").getBytes(UTF_8), other)
                        .status())
                .isEqualTo(200);

        Application.secret(directory.resolve("token"), "b".repeat(40) + "\n");

        assertThat(application.push("three", GOOD.formatted("a")).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Type, application/json, 415, connector.push.content-type",
        "Content-Type, '', 415, connector.push.content-type",
        "Content-Type, application/x-ndjson; charset=gbk, 415, connector.push.content-type",
        "Content-Encoding, br, 415, connector.push.content-encoding",
        "Content-Encoding, gzip, 400, connector.push.gzip",
        "Idempotency-Key, '', 400, connector.push.no-key",
        "Idempotency-Key, '\"a', 400, connector.push.key-form",
        "Idempotency-Key, 'a b', 400, connector.push.key-form"
    })
    void refusesHeadersThatItDoesNotUnderstand(String header, String value, int status, String code) {
        var answer = application.push("one", GOOD.formatted("a").getBytes(UTF_8), Map.of(header, value));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.json().path("type").asText()).isEqualTo("urn:silobridge:problem:" + code);
        assertThat(answer.response().headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(published).isEmpty();
    }

    @Test
    void takesUtf8InEveryWritingOfTheType() {
        for (var type : List.of(
                "application/x-ndjson;charset=UTF-8", "Application/JSONL", "application/x-ndjson; charset=\"utf-8\"")) {
            assertThat(application
                            .push(
                                    type.replace("\"", ""),
                                    GOOD.formatted("a").getBytes(UTF_8),
                                    Map.of("Content-Type", type))
                            .status())
                    .as(type)
                    .isEqualTo(200);
        }
    }

    @Test
    void refusesBodiesThatAreNoRows() {
        assertThat(application.push("one", "", " \r", "").code()).isEqualTo("connector.push.empty");
        assertThat(application.push("one", "[", "1", "]").code()).isEqualTo("connector.push.no-json-lines");
        assertThat(published).isEmpty();
    }

    @Test
    void refusesBodiesThatAreTooLargeBeforeAndAfterUnpacking() {
        var large = new byte[MAX_BYTES + 1];
        Arrays.fill(large, (byte) '{');
        var bomb = Application.gzip(new byte[20_000_000]);

        var plain = application.push("one", large, Map.of());
        var packed = application.push("two", bomb, Map.of("Content-Encoding", "gzip"));
        var rows = application.push("three", Arrays.stream(rows(1, 21)).toArray(String[]::new));

        assertThat(plain.status()).isEqualTo(413);
        assertThat(packed.code()).isEqualTo("connector.push.too-large");
        assertThat(rows.code()).isEqualTo("connector.push.too-many-rows");
        assertThat(published).isEmpty();
    }

    @Test
    void unpacksGzipOfManyMembersEvenEmptyOnes() throws IOException {
        var members = new ByteArrayOutputStream();
        members.write(Application.gzip((GOOD.formatted("a") + "\n").getBytes(UTF_8)));
        for (int i = 0; i < 50; i++) {
            members.write(Application.gzip(new byte[0]));
        }
        members.write(Application.gzip(GOOD.formatted("b").getBytes(UTF_8)));

        var answer = application.push("one", members.toByteArray(), Map.of("Content-Encoding", "gzip"));

        assertThat(Application.results(answer)).containsExactly("1:published", "2:published");
    }

    @Test
    void refusesGzipThatIsCutOffOrFollowedByAnythingElse() {
        var whole = Application.gzip((GOOD.formatted("a") + "\n").getBytes(UTF_8));
        var damaged = whole.clone();
        damaged[whole.length - 5] ^= 1;

        for (var packed : List.of(
                Arrays.copyOf(whole, whole.length - 1),
                Arrays.copyOf(whole, whole.length / 2),
                Arrays.copyOf(whole, 5),
                Arrays.copyOf(whole, whole.length + 1),
                Arrays.copyOf(whole, whole.length + 20),
                damaged,
                new byte[0])) {
            var answer = application.push("one", packed, Map.of("Content-Encoding", "gzip"));
            assertThat(answer.status()).isEqualTo(400);
        }
        assertThat(published).isEmpty();
    }

    @Test
    void readsGzipWithEveryPartOfAHeader() throws Exception {
        var plain = Application.gzip(GOOD.formatted("a").getBytes(UTF_8));
        var packed = new ByteArrayOutputStream();
        packed.write(new byte[] {0x1F, (byte) 0x8B, 8, 0x1F, 0, 0, 0, 0, 0, 3});
        packed.write(new byte[] {2, 0, 'x', 'y', 'n', 0, 'c', 'c', 0, 1, 2});
        packed.write(plain, 10, plain.length - 10);

        var answer = application.push("one", packed.toByteArray(), Map.of("Content-Encoding", "gzip"));

        assertThat(Application.results(answer)).containsExactly("1:published");
    }

    @Test
    void takesAByteOrderMarkForNoPartOfTheRow() {
        var mark = "\uFEFF";

        assertThat(Application.results(application.push("one", mark + GOOD.formatted("a"))))
                .containsExactly("1:published");
        assertThat(application.push("two", mark).code()).isEqualTo("connector.push.empty");
    }

    @Test
    void hearsOthersWhileManyAreSlowAndTellsTheRestToComeAgain() throws Exception {
        var slow = new ArrayList<Socket>();
        var halfARequest = "POST /rows HTTP/1.1\r\nHost: x\r\n";
        var withoutItsBody =
                halfARequest + "Authorization: Bearer " + Application.TOKEN + "\r\nContent-Length: 9\r\n\r\n";
        try {
            hold(slow, 30, halfARequest);
            hold(slow, 30, withoutItsBody);
            assertThat(application
                            .later("one", GOOD.formatted("a").getBytes(UTF_8), Map.of())
                            .get(20, TimeUnit.SECONDS)
                            .status())
                    .isEqualTo(200);

            hold(slow, 170, withoutItsBody);
            await().untilAsserted(() -> {
                var answer = application.push("two", GOOD.formatted("b"));
                assertThat(answer.code()).isEqualTo("connector.push.crowded");
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.response().headers().firstValue("Retry-After"))
                        .isPresent();
            });
        } finally {
            for (var socket : slow) {
                socket.close();
            }
        }
        await().until(() -> application.push("two", GOOD.formatted("b")).status() == 200);
    }

    /** Callers who say that they will send more and do not. */
    private void hold(List<Socket> slow, int count, String text) throws IOException {
        for (int i = 0; i < count; i++) {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.getOutputStream().write(text.getBytes(UTF_8));
            slow.add(socket);
        }
    }

    @Test
    void hasOneWayIn() {
        var elsewhere =
                new Application(application.client(), application.address().resolve("/rows/1"));
        var got = application.send("GET", "one", new byte[0], Map.of()).join();

        assertThat(elsewhere.push("one", GOOD.formatted("a")).status()).isEqualTo(404);
        assertThat(got.status()).isEqualTo(405);
        assertThat(got.response().headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void speaksTheLanguageOfWhoPushes() {
        var chinese = Map.of("Accept-Language", "zh-CN, en;q=0.5");

        var bad = application.push("one", BAD.formatted("a").getBytes(UTF_8), chinese);
        var refused = application.push("one", GOOD.formatted("a").getBytes(UTF_8), chinese);

        assertThat(bad.json().at("/results/0/faults/0/message").asText()).matches(".*\\p{IsHan}.*");
        assertThat(refused.json().path("detail").asText()).matches(".*\\p{IsHan}.*");
    }

    @Test
    void givesRowsThatDelete() {
        application.push("one", "{\"id\": \"a\", \"gone\": true}", "{\"id\": \"b\", \"gone\": false}");

        assertThat(published).containsExactly("one:1:a:gone", "one:2:b");
    }

    @Test
    void quarantinesARowThatIsTooLargeAndKeepsItBesides() {
        var answer = application.push("one", "{\"id\": \"" + "x".repeat(600) + "\"}", GOOD.formatted("b"));

        assertThat(Application.results(answer))
                .containsExactly("1:quarantined row contract.rule.row-too-large", "2:published");
        assertThat(directory.resolve("work/spool")).isDirectoryContaining("glob:**.row");
    }

    @Test
    void forgetsAKeyAfterItsTimeOrAfterManyOthers() {
        application.push("old", GOOD.formatted("a"));
        now = now.plus(Duration.ofMinutes(61));
        application.push("new", GOOD.formatted("b"));
        assertThat(positions).containsOnlyKeys("new");

        IntStream.rangeClosed(1, 101).forEach(i -> application.push("k" + i, GOOD.formatted("c")));

        assertThat(positions).hasSizeBetween(100, 101).doesNotContainKey("new").containsKey("k101");
        assertThat(application.push("old", GOOD.formatted("d")).status()).isEqualTo(200);
    }

    @Test
    void findsWhatKeepsItFromListeningBeforehand() throws IOException {
        assertThat(source().check(List.of("id"))).isEmpty();

        Application.secret(directory.resolve("token"), "short\n");

        assertThat(source().check(List.of("id")))
                .extracting(Violation::path, violation -> violation.reason().code())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("source.push.tokenFile", "connector.push.token-form"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"\"a b\"|a b", "\"a\\\"\\\\\"|a\"\\", "9f-1.~_:+/=|9f-1.~_:+/=", " \"x\" |x"})
    void readsKeysAsStructuredStringsOrBare(String header, String key) {
        assertThat(IdempotencyKey.parse(header)).contains(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"\"", "\"", "\"a", "\"a\"b", "\"a\\n\"", "\"\u00e9\"", "\"a\";p=1", "a b", "é"})
    void takesNothingElseForAKey(String header) {
        assertThat(IdempotencyKey.parse(header)).isEmpty();
        assertThat(IdempotencyKey.parse(
                        IntStream.range(0, 256).mapToObj(i -> "x").collect(Collectors.joining())))
                .isEmpty();
    }
}
