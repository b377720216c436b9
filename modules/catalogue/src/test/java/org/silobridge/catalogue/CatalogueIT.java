package org.silobridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.silobridge.catalogue.TestCatalogue.department;
import static org.silobridge.catalogue.TestCatalogue.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.ledger.ActorSigner;
import org.silobridge.ledger.Decision;
import org.silobridge.ledger.LedgerVerifier;
import org.silobridge.ledger.NoteVerifier;
import org.silobridge.ledger.Statement;

/** The API against a real PostgreSQL; Kafka's side is a fake here, it has tests of its own. Told in order, as a story. */
@TestMethodOrder(OrderAnnotation.class)
class CatalogueIT {
    @TempDir
    static Path directory;

    private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);
    private static TestCatalogue catalogue;
    private static String operator;
    private static String publisher = "";
    private static String steward = "";
    private static String otherSteward = "";
    private static String applicant = "";
    private static String person = "";
    private static final String OWN = "four words and 四个词";

    @BeforeAll
    static void start() throws Exception {
        InstantSource now = () -> Clock.systemUTC().instant().plus(AHEAD.get());
        catalogue = TestCatalogue.start(directory, now.withZone(ZoneOffset.UTC));
        operator = catalogue.operator;
    }

    @AfterAll
    static void stop() {
        catalogue.close();
    }

    @Test
    @Order(1)
    void refusesWhoShowsNoToken() throws Exception {
        var answer = get(null, "/me");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(json(answer).getString("code")).isEqualTo("catalogue.actor.token-missing");
    }

    @Test
    @Order(2)
    void registersDepartmentsOnceAndShowsTheCredentialOnce() throws Exception {
        var first = post(operator, "/departments", department("beijing-ecology", "11100000000013127D"));
        var again = post(operator, "/departments", department("beijing-ecology", "11100000000013127D"));
        var other = post(operator, "/departments", department("beijing-ecology", "11100000000013338W"));
        var reader = post(operator, "/departments", department("emergency-office", "11100000000013338W"));
        var wrong = post(operator, "/departments", department("Bad Slug", "911100001000131360"));

        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        assertThat(json(first).getJsonObject("kafka").getString("password")).isNotBlank();
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).containsKey("kafka")).isFalse();
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(reader.statusCode()).isEqualTo(201);
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(json(wrong).getJsonArray("violations")).hasSize(2);
    }

    @Test
    @Order(3)
    void registersActorsWithTokens() throws Exception {
        publisher = actor("pia", "publisher", "beijing-ecology");
        steward = actor("stella", "steward", "beijing-ecology");
        otherSteward = actor("stefan", "steward", "beijing-ecology");
        applicant = actor("anna", "applicant", "emergency-office");

        assertThat(json(get(applicant, "/me"))
                        .getJsonArray("roles")
                        .getJsonObject(0)
                        .getString("role"))
                .isEqualTo("applicant");
        assertThat(get(applicant, "/actors").statusCode()).isEqualTo(403);
    }

    @Test
    @Order(3)
    void exchangesATokenForOneThatHoldsBesideIt() throws Exception {
        var old = actor("gateway", "publisher", "beijing-ecology");
        var id = tokenOf(old).getString("tokenId");

        var exchanged = post(old, "/tokens/" + id + "/rotation", new JsonObject().put("overlapHours", 2));
        var again = post(old, "/tokens/" + id + "/rotation", new JsonObject());
        var fresh = json(exchanged).getString("token");
        var now = Clock.systemUTC().instant();

        assertThat(exchanged.statusCode()).as(exchanged.body()).isEqualTo(201);
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(json(again).getString("code")).isEqualTo("catalogue.actor.token-rotated");
        assertThat(Instant.parse(tokenOf(old).getString("expiresAt")))
                .isBetween(now.plus(Duration.ofMinutes(110)), now.plus(Duration.ofMinutes(121)));
        assertThat(tokenOf(fresh).getString("replaces")).isEqualTo(id);
        assertThat(tokenOf(fresh).getString("lastUsedAt")).isNotNull();

        // Each by itself: the new one was lost, and is ended; the old one still holds, and is exchanged again.
        var lost = "/tokens/" + json(exchanged).getString("tokenId");
        assertThat(catalogue.call("DELETE", lost, old, null).statusCode()).isEqualTo(204);
        assertThat(get(fresh, "/me").statusCode()).isEqualTo(401);
        var atOnce = post(old, "/tokens/" + id + "/rotation", new JsonObject().put("overlapHours", 0));
        assertThat(atOnce.statusCode()).as(atOnce.body()).isEqualTo(201);
        assertThat(get(old, "/me").statusCode()).isEqualTo(401);
        assertThat(get(json(atOnce).getString("token"), "/me").statusCode()).isEqualTo(200);
    }

    private static JsonObject tokenOf(String token) throws Exception {
        return json(get(token, "/me")).getJsonObject("token");
    }

    @Test
    @Order(4)
    void publishesAContractOnce() throws Exception {
        var first = publish("ecology-environment/air-quality-hourly");
        var again = publish("ecology-environment/air-quality-hourly");
        var conditional = publish("health-care/daily-case-counts");

        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(conditional.statusCode()).as(conditional.body()).isEqualTo(201);
    }

    @Test
    @Order(5)
    void registersADatasetAndGrantsUnconditionallyAtOnce() throws Exception {
        var dataset = dataset("ecology-environment/air-quality-hourly");

        var filed = request(dataset, "k-1");
        var replayed = request(dataset, "k-1");
        var same = request(dataset, null);

        assertThat(filed.statusCode()).as(filed.body()).isEqualTo(201);
        assertThat(json(filed).getString("state")).isEqualTo("approved");
        assertThat(json(filed).getString("grant")).startsWith("grt-");
        assertThat(json(replayed).getString("id")).isEqualTo(json(filed).getString("id"));
        assertThat(same.statusCode()).isEqualTo(200);
    }

    @Test
    @Order(6)
    void ofTwoStewardsAtOnceOneDecides() throws Exception {
        var filed = request(dataset("health-care/daily-case-counts"), null);
        assertThat(json(filed).getString("state")).isEqualTo("pending");
        assertThat(json(filed).getJsonObject("opens").getJsonArray("groups")).containsExactly("open");
        var path = "/requests/" + json(filed).getString("id") + "/decision";
        var pool = Executors.newFixedThreadPool(2);

        var answers = pool.invokeAll(List.<Callable<HttpResponse<String>>>of(
                () -> post(steward, path, new JsonObject().put("decision", "approve")),
                () -> post(
                        otherSteward,
                        path,
                        new JsonObject().put("decision", "refuse").put("reason", "no need"))));

        pool.shutdown();
        assertThat(Stream.of(answers.get(0).get(), answers.get(1).get()).map(HttpResponse::statusCode))
                .containsExactlyInAnyOrder(200, 409);
    }

    @Test
    @Order(7)
    void revokesOnceAndTellsTheReader() throws Exception {
        var grants = json(get(steward, "/grants?dataset=ecology-environment~air-quality-hourly~beijing-ecology"));
        var grant = grants.getJsonArray("items").getJsonObject(0).getString("id");
        var reason = new JsonObject().put("reason", "duty ended");

        var revoked = post(steward, "/grants/" + grant + "/revocation", reason);
        var again = post(steward, "/grants/" + grant + "/revocation", reason);
        var told = json(get(applicant, "/datasets/ecology-environment~air-quality-hourly~beijing-ecology/access"));

        assertThat(json(revoked).getString("state")).isEqualTo("revoked");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(told.getString("state")).isEqualTo("ended");
        assertThat(told.getString("reason")).isEqualTo("duty ended");
    }

    @Test
    @Order(8)
    void saysEverythingThatIsWrongWithARequestInTheCallersLanguage() throws Exception {
        var body = new JsonObject()
                .put("dataset", "ecology-environment/air-quality-hourly/beijing-ecology")
                .put("department", "emergency-office")
                .put("purpose", "PublicBenefit")
                .put("legalBasis", " ")
                .put("groups", new JsonArray(List.of("nothing")))
                .put("durationDays", 0);

        var answer = catalogue.call("POST", "/requests", applicant, body.encode(), "Accept-Language", "zh-CN");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).getJsonArray("violations")).hasSize(4);
        assertThat(json(answer).getString("detail")).contains("无法提交申请");
    }

    @Test
    @Order(9)
    void saysWhereABodyDoesNotFitTheDocument() throws Exception {
        var answer = post(operator, "/departments", new JsonObject().put("slug", 7));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).getString("code")).isEqualTo("catalogue.input.invalid");
        assertThat(json(answer).getJsonArray("violations")).isNotEmpty();
    }

    @Test
    @Order(10)
    void aNameIsForReadersWhatTheyHaveAGrantForAndTheNewestMajorForAllOthers() throws Exception {
        // Given a reader whose grant for the first major was revoked above, and a second major
        var texts = TestCatalogue.contract("ecology-environment/air-quality-hourly");
        texts.put("contract", texts.getString("contract").replace("version: \"1.0\"", "version: \"2.0\""));
        assertThat(post(publisher, "/contracts", texts).statusCode()).isEqualTo(201);
        var name = dataset("ecology-environment/air-quality-hourly", 2);
        var path = "/datasets/" + name.replace('/', '~');

        // Then it is still told of its grant, and its owner means the newest
        assertThat(json(get(applicant, path)).getInteger("major")).isEqualTo(1);
        assertThat(json(get(applicant, path + "/access")).getString("state")).isEqualTo("ended");
        assertThat(json(get(publisher, path)).getInteger("major")).isEqualTo(2);
        assertThat(json(get(operator, path)).getInteger("major")).isEqualTo(2);

        // And who asks by name, asks for the newest, and means that as soon as it is granted
        var filed = request(name, null);
        assertThat(json(filed).getString("state")).isEqualTo("approved");
        assertThat(json(get(applicant, path)).getInteger("major")).isEqualTo(2);
        var grant = json(get(applicant, "/grants/" + json(filed).getString("grant")));
        assertThat(List.of(json(filed).getJsonObject("opens"), grant.getJsonObject("opens")))
                .allSatisfy(opens -> {
                    assertThat(opens.getString("topic")).isEqualTo(grant.getString("topic"));
                    assertThat(opens.getString("history")).isEqualTo("every-record");
                    assertThat(opens.getString("retention")).isEqualTo("P3650D");
                    assertThat(Instant.parse(opens.getString("from")).plus(Duration.ofDays(3650)))
                            .isAfterOrEqualTo(
                                    Instant.parse(grant.getString("approvedAt")).truncatedTo(ChronoUnit.HOURS));
                });
        assertThat(json(get(applicant, path + "/access")).getString("state")).isEqualTo("granted");
    }

    @Test
    @Order(11)
    void givesNothingUnsignedOfADatasetThatDemandsItAndTheLedgerShowsWhoSignedWhat() throws Exception {
        // Given a steward's key that another steward has confirmed
        assertThat(publish("population/resident").statusCode()).isEqualTo(201);
        var name = dataset("population/resident");
        var path = "/datasets/" + name.replace('/', '~');
        var key = ActorSigner.generate(new SecureRandom());
        var id = key.publicKey().id();
        assertThat(offer(key, steward).statusCode()).isEqualTo(201);
        assertThat(offer(key, otherSteward).statusCode()).isEqualTo(409);
        var waive = new JsonObject().put("required", false).put("reason", "order 7");
        var require = waive.copy().put("required", true);
        UnaryOperator<Statement> ordered = statement -> statement.with("reason", "order 7");
        var dataset = json(get(steward, path)).getString("id");
        Refused.is(
                post(
                        steward,
                        path + "/signatures",
                        sign(require, key, steward, Decision.REQUIRE_SIGNATURES, dataset, ordered)),
                403,
                "catalogue.signature.key-not-confirmed");
        Refused.is(post(steward, "/signing-keys/" + id + "/confirmation"), 403, "catalogue.signature.own-key");
        assertThat(post(otherSteward, "/signing-keys/" + id + "/confirmation").statusCode())
                .isEqualTo(200);

        // When the dataset demands signatures
        assertThat(post(
                                steward,
                                path + "/signatures",
                                sign(require, key, steward, Decision.REQUIRE_SIGNATURES, dataset, ordered))
                        .statusCode())
                .isEqualTo(200);
        assertThat(json(get(applicant, path)).getBoolean("signaturesRequired")).isTrue();

        // Then nothing is given without one, by another's key, or over something else
        var request = json(request(name, null));
        var decision = "/requests/" + request.getString("id") + "/decision";
        var approve = new JsonObject().put("decision", "approve");
        Refused.is(post(steward, decision, approve), 422, "catalogue.signature.demanded");
        Refused.is(
                post(otherSteward, decision, approval(key, otherSteward, request, 90)),
                403,
                "catalogue.signature.not-your-key");
        Refused.is(post(steward, decision, approval(key, steward, request, 30)), 400, "catalogue.signature.other-text");
        var approved = post(steward, decision, approval(key, steward, request, 90));
        assertThat(approved.statusCode()).as(approved.body()).isEqualTo(200);

        // And who stops needs no key, but a signature counts once
        var grant = json(approved).getString("grant");
        var grants = "/grants/" + grant;
        var suspend = signOnGrant(key, Decision.SUSPEND, request, grant);
        assertThat(post(steward, grants + "/suspension", suspend).statusCode()).isEqualTo(200);
        Refused.is(
                post(steward, grants + "/resumption", new JsonObject().put("reason", "looked at")),
                422,
                "catalogue.signature.demanded");
        assertThat(post(steward, grants + "/resumption", signOnGrant(key, Decision.RESUME, request, grant))
                        .statusCode())
                .isEqualTo(200);
        Refused.is(post(steward, grants + "/suspension", suspend), 409, "catalogue.signature.used");
        assertThat(post(steward, grants + "/revocation", new JsonObject().put("reason", "duty ended"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(post(steward, "/signing-keys/" + id + "/revocation", new JsonObject().put("reason", "stolen"))
                        .statusCode())
                .isEqualTo(200);
        Refused.is(
                post(
                        steward,
                        path + "/signatures",
                        sign(waive, key, steward, Decision.WAIVE_SIGNATURES, dataset, ordered)),
                403,
                "catalogue.signature.key-revoked");

        // And the ledger shows it, offline, to who knows the steward's key
        var auditor = catalogue.actor("aude", "auditor", null);
        var verifier = new LedgerVerifier(NoteVerifier.parse(
                        json(get(auditor, "/exchange")).getJsonObject("ledger").getString("verifierKey")))
                .trusting(Set.of(id));
        Awaitility.await().untilAsserted(() -> {
            var export = get(auditor, "/ledger/export").body();
            var report = verifier.verify(new ByteArrayInputStream(export.getBytes(StandardCharsets.UTF_8)));
            assertThat(report.findings()).isEmpty();
            assertThat(report.signatures().signed()).isEqualTo(4);
            assertThat(report.signatures().keys()).singleElement().satisfies(shown -> assertThat(shown.revoked())
                    .isTrue());
        });
    }

    private static final class Refused {
        static void is(HttpResponse<String> answer, int status, String code) {
            var body = json(answer);
            var violations = body.getJsonArray("violations", new JsonArray());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            assertThat(
                            violations.isEmpty()
                                    ? body.getString("code")
                                    : violations.getJsonObject(0).getString("code"))
                    .isEqualTo(code);
        }
    }

    private static HttpResponse<String> offer(ActorSigner key, String token) throws Exception {
        var at = Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS);
        var of = json(get(token, "/departments/beijing-ecology")).getString("id");
        return post(
                token,
                "/signing-keys",
                new JsonObject()
                        .put("department", "beijing-ecology")
                        .put("publicKey", key.publicKey().toString())
                        .put("at", at.toString())
                        .put("proof", key.sign(Statement.possession(origin(), id(token), key.publicKey(), of, at))));
    }

    private static JsonObject approval(ActorSigner key, String token, JsonObject request, int days) throws Exception {
        return sign(
                new JsonObject().put("decision", "approve"),
                key,
                token,
                Decision.APPROVE,
                request.getString("id"),
                statement -> parties(statement, request)
                        .with("purpose", request.getString("purpose"))
                        .with("legalBasis", request.getString("legalBasis"))
                        .with("reason", "")
                        .giving(List.of("open"), List.of(), days));
    }

    private static JsonObject signOnGrant(ActorSigner key, Decision decision, JsonObject request, String grant)
            throws Exception {
        return sign(new JsonObject().put("reason", "looked at"), key, steward, decision, grant, statement -> parties(
                        statement, request)
                .with("reason", "looked at"));
    }

    private static Statement parties(Statement statement, JsonObject request) {
        return statement
                .with("dataset", request.getJsonObject("dataset").getString("id"))
                .with("department", request.getJsonObject("department").getString("id"));
    }

    private static JsonObject sign(
            JsonObject body,
            ActorSigner key,
            String token,
            Decision decision,
            String object,
            UnaryOperator<Statement> decided)
            throws Exception {
        var at = Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS);
        var statement = decided.apply(
                Statement.decision(origin(), id(token), key.publicKey().id(), at, decision, object));
        return body.copy()
                .put(
                        "signature",
                        new JsonObject()
                                .put("key", key.publicKey().id())
                                .put("at", at.toString())
                                .put("value", key.sign(statement)));
    }

    private static String origin() {
        return catalogue.config.ledger().origin();
    }

    private static String id(String token) throws Exception {
        return json(get(token, "/me")).getJsonObject("actor").getString("id");
    }

    private static HttpResponse<String> post(String token, String path) throws Exception {
        return catalogue.call("POST", path, token, null);
    }

    @Test
    @Order(20)
    void aPersonChangesTheOperatorsPasswordAtTheFirstLogIn() throws Exception {
        person = catalogue.register("zhao.min", "auditor", null);
        var made = json(done(catalogue.call("POST", "/actors/" + person + "/password", operator, null)));
        var once = made.getString("password");

        var unchanged = logIn("zhao.min", once, null);
        var weak = logIn("zhao.min", once, "Zhao.Min2026");
        var short1 = logIn("zhao.min", once, "aaaa");
        var in = logIn("zhao.min", once, OWN);
        var again = logIn("zhao.min", once, "another one that is long");

        assertThat(once).matches("([a-z2-9]{5}-){3}[a-z2-9]{5}");
        assertThat(json(unchanged).getString("code")).isEqualTo("catalogue.login.change-password");
        assertThat(codes(weak)).containsExactly("catalogue.login.password-named");
        assertThat(codes(short1)).containsExactly("catalogue.login.password-length", "catalogue.login.password-plain");
        assertThat(weak.body()).doesNotContain("Zhao.Min2026", once);
        assertThat(in.statusCode()).as(in.body()).isEqualTo(201);
        assertThat(in.headers().allValues("Set-Cookie"))
                .singleElement()
                .asString()
                .matches("silobridge=sbs_[\\w-]{43}; Path=/; Max-Age=36000; HttpOnly; SameSite=Lax");
        assertThat(in.body()).doesNotContain("sbs_", once);
        assertThat(again.statusCode()).isEqualTo(401);
    }

    @Test
    @Order(21)
    void aSessionIsForItsActorUntilLogOut() throws Exception {
        // An id that somebody fixed beforehand becomes nobody's session.
        var fixed = "silobridge=sbs_" + "a".repeat(43);
        var in = logIn("zhao.min", OWN, null, "Cookie", fixed);
        var cookie = cookie(in);
        var token = json(in).getString("csrfToken");

        var me = json(in(cookie, "GET", "/me"));
        var session = json(in(cookie, "GET", "/session"));
        var asBearer = catalogue.get(cookie.replaceFirst(".*=", ""), "/me");
        var bare = in(cookie, "POST", "/logout");
        var elsewhere = in(cookie, "POST", "/logout", "X-CSRF-Token", token, "Origin", "https://elsewhere.example");
        var here = "http://127.0.0.1:" + catalogue.running.port();
        var out = in(cookie, "POST", "/logout", "X-CSRF-Token", token, "Origin", here, "Sec-Fetch-Site", "same-origin");
        var over = in(cookie, "GET", "/me");

        assertThat(cookie).isNotEqualTo(fixed);
        assertThat(in(fixed, "GET", "/me").statusCode()).isEqualTo(401);
        assertThat(me.getJsonObject("actor").getString("id")).isEqualTo(person);
        assertThat(me.containsKey("token")).isFalse();
        assertThat(session.getString("csrfToken")).isEqualTo(token);
        assertThat(asBearer.statusCode()).isEqualTo(200);
        assertThat(json(bare).getString("code")).isEqualTo("catalogue.session.no-csrf-token");
        assertThat(json(elsewhere).getString("code")).isEqualTo("catalogue.session.other-site");
        assertThat(out.statusCode()).as(out.body()).isEqualTo(204);
        assertThat(out.headers().firstValue("Set-Cookie").orElse("")).startsWith("silobridge=; Path=/; Max-Age=0");
        assertThat(json(over).getString("code")).isEqualTo("catalogue.session.over");
    }

    @Test
    @Order(22)
    void sessionsEndWhenIdleAfterADayAndWhenAnOperatorEndsThem() throws Exception {
        var idle = cookie(logIn("zhao.min", OWN, null));
        for (int i = 0; i < 3; i++) {
            later(Duration.ofMinutes(29));
            assertThat(in(idle, "GET", "/me").statusCode()).isEqualTo(200);
        }
        later(Duration.ofMinutes(31));
        assertThat(in(idle, "GET", "/me").statusCode()).isEqualTo(401);

        var busy = cookie(logIn("zhao.min", OWN, null));
        for (int i = 0; i < 20; i++) {
            later(Duration.ofMinutes(29));
            assertThat(in(busy, "GET", "/me").statusCode()).isEqualTo(200);
        }
        later(Duration.ofMinutes(25));
        assertThat(in(busy, "GET", "/me").statusCode()).isEqualTo(401);

        var ended = cookie(logIn("zhao.min", OWN, null));
        assertThat(catalogue
                        .call("DELETE", "/actors/" + person + "/sessions", operator, null)
                        .statusCode())
                .isEqualTo(204);
        assertThat(in(ended, "GET", "/me").statusCode()).isEqualTo(401);
    }

    @Test
    @Order(23)
    void whoHasLeftMayDoNothingAndNobodyBecomesThem() throws Exception {
        var session = cookie(logIn("zhao.min", OWN, null));
        var token = json(done(post(operator, "/actors/" + person + "/tokens", new JsonObject().put("label", "x"))))
                .getString("token");
        var oneself = json(get(operator, "/me")).getJsonObject("actor").getString("id");

        var left = catalogue.call("DELETE", "/actors/" + person, operator, null);
        var self = catalogue.call("DELETE", "/actors/" + oneself, operator, null);

        assertThat(left.statusCode()).isEqualTo(204);
        assertThat(self.statusCode()).isEqualTo(409);
        assertThat(in(session, "GET", "/me").statusCode()).isEqualTo(401);
        assertThat(get(token, "/me").statusCode()).isEqualTo(401);
        assertThat(logIn("zhao.min", OWN, null).body())
                .isEqualTo(logIn("nobody.at.all", OWN, null).body());
        assertThat(post(operator, "/actors/" + person + "/tokens", new JsonObject().put("label", "x"))
                        .statusCode())
                .isEqualTo(409);
        assertThat(catalogue
                        .call("POST", "/actors/" + person + "/password", operator, null)
                        .statusCode())
                .isEqualTo(409);
        var role = new JsonArray().add(new JsonObject().put("role", "auditor"));
        assertThat(post(
                                operator,
                                "/actors",
                                new JsonObject()
                                        .put("subject", "zhao.min")
                                        .put("displayName", "zhao.min")
                                        .put("roles", role))
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    @Order(24)
    void theLedgerSaysWhatWasDoneAboutAPersonAndNothingKeepsASecret() {
        try (var db = TestCatalogue.superuser(catalogue.config.postgres().url()).open()) {
            for (var table : db.createQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
                    .mapTo(String.class)
                    .list()) {
                assertThat(db.createQuery("SELECT count(*) FROM \"" + table
                                        + "\" AS t WHERE t::text LIKE '%sbs\\_%' OR t::text LIKE '%" + OWN + "%'")
                                .mapTo(Integer.class)
                                .one())
                        .as(table)
                        .isZero();
            }
            assertThat(db.createQuery("SELECT count(*) FROM local_password WHERE hash LIKE '$argon2id$v=19$m=19456,%'")
                            .mapTo(Integer.class)
                            .one())
                    .isEqualTo(1);
            var said = String.join(
                    " ",
                    db.createQuery("""
                    SELECT convert_from(payload, 'UTF8') FROM (SELECT object, payload FROM ledger_entry
                                                               UNION ALL SELECT object, payload FROM ledger_pending) e
                     WHERE object = :person""")
                            .bind("person", person)
                            .mapTo(String.class)
                            .list());
            assertThat(said)
                    .contains("actor.password-set", "actor.password-changed", "actor.sessions-ended", "actor.ended")
                    .doesNotContain(OWN, "sbs_");
        }
    }

    private static void later(Duration time) {
        AHEAD.updateAndGet(ahead -> ahead.plus(time));
    }

    private static HttpResponse<String> logIn(String user, String password, @Nullable String wanted, String... headers)
            throws Exception {
        var body = new JsonObject().put("user", user).put("password", password);
        return catalogue.call(
                "POST", "/login", null, (wanted == null ? body : body.put("newPassword", wanted)).encode(), headers);
    }

    private static HttpResponse<String> in(String cookie, String method, String path, String... headers)
            throws Exception {
        return catalogue.call(
                method,
                path,
                null,
                null,
                Stream.concat(Stream.of("Cookie", cookie), Stream.of(headers)).toArray(String[]::new));
    }

    private static String cookie(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return answer.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
    }

    private static HttpResponse<String> done(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return answer;
    }

    private static List<String> codes(HttpResponse<String> answer) {
        return json(answer).getJsonArray("violations").stream()
                .map(violation -> ((JsonObject) violation).getString("code"))
                .toList();
    }

    private static String actor(String subject, String role, String department) throws Exception {
        return catalogue.actor(subject, role, department);
    }

    private static HttpResponse<String> publish(String contract) throws Exception {
        return post(publisher, "/contracts", TestCatalogue.contract(contract));
    }

    private static String dataset(String contract) throws Exception {
        return dataset(contract, 1);
    }

    private static String dataset(String contract, int major) throws Exception {
        var registered = post(
                publisher,
                "/datasets",
                new JsonObject().put("contract", contract).put("major", major).put("owner", "beijing-ecology"));
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
        return json(registered).getString("name");
    }

    private static HttpResponse<String> request(String dataset, @Nullable String key) throws Exception {
        var body = TestCatalogue.request(dataset, "emergency-office", "open").encode();
        return key == null
                ? catalogue.call("POST", "/requests", applicant, body)
                : catalogue.call("POST", "/requests", applicant, body, "Idempotency-Key", key);
    }

    private static HttpResponse<String> post(String token, String path, JsonObject body) throws Exception {
        return catalogue.post(token, path, body);
    }

    private static HttpResponse<String> get(@Nullable String token, String path) throws Exception {
        return catalogue.get(token, path);
    }
}
