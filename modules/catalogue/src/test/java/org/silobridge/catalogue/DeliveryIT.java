package org.silobridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.silobridge.catalogue.TestCatalogue.json;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.catalogue.delivery.DeliverySettings;
import org.silobridge.catalogue.delivery.Network;
import org.silobridge.catalogue.department.DepartmentStore;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.store.CatalogueDatabase;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.sandbox.sink.MailSink;
import org.silobridge.sandbox.sink.WebhookSink;

/** Notices on their way out of the service: what arrives, what comes again, and what is said of what does not. */
class DeliveryIT {
    private static final Duration GIVE_UP_AFTER = Duration.ofDays(3);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);
    private static final Clock CLOCK =
            ((InstantSource) () -> Clock.systemUTC().instant().plus(AHEAD.get())).withZone(ZoneOffset.UTC);
    private static final List<String> CODES =
            List.of("11100000000013127D", "11100000000013338W", "91110000100010433L", "111000000000135652");

    @TempDir
    static Path directory;

    private static MailSink mail;
    private static CatalogueConfig config;
    private static TestCatalogue catalogue;
    private static CatalogueDatabase database;
    private static Transactions transactions;
    private static Notices notices;

    @BeforeAll
    static void anExchange() throws Exception {
        mail = MailSink.start();
        config = TestCatalogue.with(
                TestCatalogue.config(directory, TestCatalogue.freshDatabase()),
                new DeliverySettings(
                        Duration.ofMillis(50),
                        Duration.ofSeconds(1),
                        GIVE_UP_AFTER,
                        Optional.empty(),
                        Optional.of(TestCatalogue.mail(mail.port())),
                        Optional.of(new DeliverySettings.Webhooks(
                                List.of("127.0.0.1"), List.of(Network.parse("127.0.0.0/8"))))));
        catalogue = TestCatalogue.start(config, CLOCK, new TestCatalogue.FakeOutside(true));
        var postgres = config.postgres();
        database = CatalogueDatabase.open(new CatalogueDatabase.Settings(
                        postgres.url(),
                        postgres.owner().user(),
                        postgres.owner().password().reveal(),
                        postgres.service().user(),
                        postgres.service().password().reveal(),
                        2,
                        postgres.patience()))
                .orThrow();
        transactions = new Transactions(database.jdbi(), config.ledger().patience());
        notices = new Notices(transactions, new LedgerStaging(CLOCK, new SecureRandom()), CLOCK, new SecureRandom());
    }

    @AfterAll
    static void stop() {
        catalogue.close();
        database.close();
        mail.close();
    }

    @Test
    void aNoticeArrivesInBothLanguagesSignedAndUnderOneName() throws Exception {
        try (var hook = WebhookSink.start()) {
            // Given a department that wants its notices by mail and webhook
            var department = department();
            var added = done(department.add(department.steward(), hook.url("/in?x=1")));
            assertThat(done(department.add(department.steward(), hook.url("/in?x=1")))
                            .containsKey("secret"))
                    .as("a secret is shown once")
                    .isFalse();
            done(department.addMail("duty@example.org"));
            var ours = "duty@example.org";

            // When it is told something
            var notice = tell(department, "req-1");

            // Then the webhook has it, signed
            await().atMost(PATIENCE).until(() -> hook.messages().size() == 1);
            var message = hook.messages().get(0);
            var body = new JsonObject(message.body());
            var key = notice + "." + added.getJsonObject("target").getString("id");
            assertThat(message.path()).isEqualTo("/in?x=1");
            assertThat(message.header("Idempotency-Key")).isEqualTo(key);
            assertThat(message.header("webhook-id")).isEqualTo(key);
            assertThat(body.getString("id")).isEqualTo(notice);
            assertThat(body.getJsonObject("text").fieldNames()).containsExactlyInAnyOrder("en", "zh");
            assertThat(message.header("webhook-signature"))
                    .isEqualTo(signature(
                            added.getString("secret"),
                            key + "." + message.header("webhook-timestamp") + "." + message.body()));
            // Then the mailbox has it
            await().atMost(PATIENCE).until(() -> mails(ours).size() == 1);
            assertThat(mails(ours).get(0).header("Message-ID"))
                    .matches("<" + notice + "\\.tgt-[0-9a-z]{16}@test\\.example>");
            // Then whoever sees the notice sees that, and nobody the address
            await().atMost(PATIENCE).until(() -> states(department, notice).equals("delivered delivered"));
            var listed = catalogue.get(catalogue.operator, "/notices");
            assertThat(listed.body()).doesNotContain("duty@").doesNotContain("/in?x");
            assertThat(ledger())
                    .contains("delivery.added")
                    .doesNotContain("duty@")
                    .doesNotContain("whsec_");
            assertThat(catalogue.get(catalogue.operator, "/metrics").body())
                    .contains("silobridge_notices_queued{kind=\"email\"} ")
                    .containsPattern("silobridge_notices_delivered_total\\{kind=\"webhook\"} [1-9]");
        }
    }

    @Test
    void whatFailsComesAgainUnderItsNameAndKeepsNobodyWaiting() throws Exception {
        var answers = new AtomicInteger();
        var held = new CountDownLatch(1);
        try (var moody = WebhookSink.start(
                        0, message -> List.of(500, 302, 204).get(Math.min(2, answers.getAndIncrement())));
                var silent = WebhookSink.start(0, message -> {
                    hold(held);
                    return 204;
                })) {
            var department = department();
            done(department.add(department.steward(), silent.url("/")));
            done(department.add(department.steward(), moody.url("/")));

            var notice = tell(department, "req-1");

            await().atMost(PATIENCE).until(() -> states(department, notice).equals("queued delivered"));
            assertThat(moody.messages())
                    .as("no redirect is followed")
                    .hasSizeGreaterThanOrEqualTo(3)
                    .allSatisfy(message -> {
                        assertThat(message.path()).isEqualTo("/");
                        assertThat(message.header("webhook-id"))
                                .isEqualTo(moody.messages().get(0).header("webhook-id"));
                        assertThat(message.body())
                                .isEqualTo(moody.messages().get(0).body());
                    });
            held.countDown();
            await().atMost(PATIENCE).until(() -> states(department, notice).equals("delivered delivered"));
            assertThat(silent.messages().stream()
                            .map(message -> message.header("webhook-id"))
                            .distinct())
                    .hasSize(1);
        }
    }

    @Test
    void aWebhookThatIsGoneEndsAndWhatFailsForTooLongIsGivenUpLoudly() throws Exception {
        try (var gone = WebhookSink.start(0, message -> 410);
                var broken = WebhookSink.start(0, message -> 503)) {
            var department = department();
            done(department.add(department.steward(), gone.url("/")));
            done(department.add(department.steward(), broken.url("/")));

            var notice = tell(department, "req-1");

            await().atMost(PATIENCE).until(() -> codes(department).contains("catalogue.notice.delivery-gone"));
            await().atMost(PATIENCE).until(() -> failures(department) > 0);
            assertThat(states(department, notice)).isEqualTo("ended queued");
            // What is put on its way while its target ends is not on its way for ever.
            TestCatalogue.superuser(config.postgres().url())
                    .useHandle(db -> db.execute(
                            "UPDATE notice_delivery SET state = 'queued', done_at = NULL" + " WHERE state = 'ended'"));
            await().atMost(PATIENCE).until(() -> states(department, notice).equals("ended queued"));
            var standing =
                    done(catalogue.get(department.steward(), department.path())).getJsonArray("items");
            assertThat(standing).hasSize(1);
            assertThat(standing.getJsonObject(0).getJsonObject("failure").getString("code"))
                    .isEqualTo("catalogue.delivery.answered");

            // When the days are over
            AHEAD.updateAndGet(ahead -> ahead.plus(GIVE_UP_AFTER).plusHours(1));

            await().atMost(PATIENCE).until(() -> codes(department).contains("catalogue.notice.delivery-given-up"));
            assertThat(states(department, notice)).isEqualTo("ended given-up");
            assertThat(done(catalogue.get(catalogue.operator, "/notices")).getJsonArray("items").stream()
                            .map(JsonObject.class::cast)
                            .filter(told -> !told.containsKey("department"))
                            .map(told -> told.getJsonObject("reason").getString("code")))
                    .as("who oversees the exchange hears of it, too")
                    .contains("catalogue.notice.delivery-given-up-of");
            assertThat(broken.messages())
                    .as("who does not answer is not told so there")
                    .noneMatch(message -> message.body().contains("delivery-given-up"));
            assertThat(catalogue.get(catalogue.operator, "/metrics").body())
                    .containsPattern("silobridge_notices_given_up\\{kind=\"webhook\"} [1-9]");
        }
    }

    @Test
    void oneOfTwoReplicasSendsAndADeathBetweenSendingAndNotingSendsTheSameAgain() throws Exception {
        var dying = new CountDownLatch(1);
        var arrived = new AtomicInteger();
        try (var hook = WebhookSink.start(0, message -> {
            if (arrived.incrementAndGet() == 25) {
                // Taken, and the sender never learns it.
                hold(dying);
                return 500;
            }
            return 204;
        })) {
            var department = department();
            var second = TestCatalogue.start(config, CLOCK, new TestCatalogue.FakeOutside(false));
            try {
                done(department.add(department.steward(), hook.url("/")));
                var told = IntStream.range(0, 40)
                        .mapToObj(i -> tell(department, "req-" + i))
                        .toList();
                await().atMost(PATIENCE).until(() -> arrived.get() >= 25);
                second.close();
                dying.countDown();

                await().atMost(PATIENCE).until(() -> delivered(department) == told.size());
                var times = new HashMap<String, Integer>();
                hook.messages()
                        .forEach(message ->
                                times.merge(new JsonObject(message.body()).getString("id"), 1, Integer::sum));
                assertThat(times.keySet()).containsExactlyInAnyOrderElementsOf(told);
                assertThat(times.values().stream().filter(count -> count > 1))
                        .as("what nobody knew to be delivered comes again")
                        .isNotEmpty();
                assertThat(hook.messages().stream()
                                .map(message -> message.header("Idempotency-Key"))
                                .distinct())
                        .hasSize(told.size());
            } finally {
                second.close();
            }
        }
    }

    // What a department does

    private record Department(String slug, DepartmentId id, String steward) {
        String path() {
            return "/departments/" + slug + "/delivery";
        }

        HttpResponse<String> add(String token, String url) throws Exception {
            return catalogue.post(
                    token, path(), new JsonObject().put("kind", "webhook").put("address", url));
        }

        HttpResponse<String> addMail(String address) throws Exception {
            return catalogue.post(
                    steward,
                    path(),
                    new JsonObject()
                            .put("kind", "email")
                            .put("address", address)
                            .put("language", "zh"));
        }
    }

    private static Department department() throws Exception {
        int number = NUMBER.getAndIncrement();
        var slug = "told-" + number;
        done(catalogue.post(catalogue.operator, "/departments", TestCatalogue.department(slug, CODES.get(number))));
        return new Department(
                slug,
                database.jdbi().withHandle(db -> new DepartmentStore()
                        .find(db, slug)
                        .orElseThrow()
                        .id()),
                catalogue.actor("steward-" + number, "steward", slug));
    }

    private static String tell(Department department, String about) {
        return transactions
                .narrow(db -> {
                    notices.writeBySystem(
                            db,
                            about,
                            List.of(new Notices.Draft(
                                    department.id(),
                                    Reason.of("catalogue.notice.said", "text", "Look at " + about),
                                    List.of())));
                    return Outcome.ok(db.createQuery("SELECT id FROM notice WHERE department = :d AND about = :about")
                            .bind("d", department.id().value())
                            .bind("about", about)
                            .mapTo(String.class)
                            .one());
                })
                .orThrow();
    }

    /** The states of a notice's deliveries, in the order of the targets. */
    private static String states(Department department, String notice) throws Exception {
        return Objects.requireNonNull(notices(department).get(notice)).getJsonArray("delivery").stream()
                .map(on -> ((JsonObject) on).getString("state"))
                .reduce((one, other) -> one + " " + other)
                .orElse("");
    }

    private static long delivered(Department department) throws Exception {
        return notices(department).values().stream()
                .filter(notice -> notice.getJsonArray("delivery").encode().contains("\"delivered\""))
                .count();
    }

    private static int failures(Department department) throws Exception {
        return notices(department).values().stream()
                .flatMap(notice -> notice.getJsonArray("delivery").stream())
                .mapToInt(on -> ((JsonObject) on).getInteger("failures"))
                .sum();
    }

    private static List<String> codes(Department department) throws Exception {
        return notices(department).values().stream()
                .map(notice -> notice.getJsonObject("reason").getString("code"))
                .toList();
    }

    private static Map<String, JsonObject> notices(Department department) throws Exception {
        var found = new HashMap<String, JsonObject>();
        done(catalogue.get(department.steward(), "/notices"))
                .getJsonArray("items")
                .forEach(item -> found.put(((JsonObject) item).getString("id"), (JsonObject) item));
        return found;
    }

    private static List<MailSink.Mail> mails(String recipient) {
        return mail.mails().stream()
                .filter(one -> one.recipient().equals(recipient))
                .toList();
    }

    private static String ledger() throws Exception {
        return catalogue
                .get(catalogue.actor("auditor", "auditor", null), "/ledger/entries?limit=1000")
                .body();
    }

    private static void hold(CountDownLatch until) {
        try {
            assertThat(until.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Worked out as docs/notices.md tells a receiver to. */
    private static String signature(String secret, String signed) throws Exception {
        var key = Base64.getDecoder().decode(secret.replaceFirst("^whsec_", ""));
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonObject done(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return json(answer);
    }
}
