package org.silobridge.catalogue.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.silobridge.contract.yaml.Secret;
import org.silobridge.model.Outcome;

/** Against an issuer that this test is: it gives a code once, and whatever ID token a test tells it to. */
class CodeFlowTest {
    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    private static final String ISSUER = "https://id.example.org/realms/government";
    private static final String CLIENT = "silobridge";
    private static final String CALLBACK = "https://exchange.example.org/api/v1/login/callback";
    private static final AtomicReference<String> ID_TOKEN = new AtomicReference<>("");
    private static final AtomicReference<String> CHALLENGE = new AtomicReference<>("");
    private static final AtomicReference<String> CODE = new AtomicReference<>("");
    private static ECKey key;
    private static HttpServer server;
    private static CodeFlow flow;

    private CodeFlow.Started started = new CodeFlow.Started(URI.create("about:blank"), "");

    @BeforeAll
    static void anIssuer() throws Exception {
        key = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", call -> answer(call, 200, new JWKSet(List.of(key.toPublicJWK())).toString()));
        server.createContext("/token", CodeFlowTest::token);
        server.createContext("/broken", call -> answer(call, 500, "{}"));
        server.start();
        flow = flow("/token");
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @BeforeEach
    void somebodyLogsIn() throws Exception {
        started = flow.start(CALLBACK, "/requests?state=pending", false);
        CHALLENGE.set(asked("code_challenge"));
        CODE.set("a-code");
        ID_TOKEN.set(signed(claims().build()));
    }

    @Test
    void sendsTheBrowserToTheIssuerWithASecretOfThisLogInInNoPlaceOfTheAddress() {
        assertThat(started.redirect().toString())
                .startsWith("http://127.0.0.1:")
                .contains("/authorize?response_type=code");
        assertThat(asked("redirect_uri")).isEqualTo(CALLBACK);
        assertThat(asked("scope")).isEqualTo("openid");
        assertThat(asked("code_challenge_method")).isEqualTo("S256");
        assertThat(started.memory()).contains(asked("state"), asked("nonce"));
        assertThat(started.redirect().toString())
                .doesNotContain(started.memory().split("\\.", -1)[2]);
        // RFC 7636, appendix B.
        assertThat(CodeFlow.challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
                .isEqualTo("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    @Test
    void knowsWhoCameBackAndWhereTheyWantedTo() {
        assertThat(finish(started.memory(), asked("state"), "a-code", ISSUER, null)
                        .orThrow())
                .isEqualTo(new CodeFlow.Finished("li.na", "/requests?state=pending"));
    }

    @Test
    void takesACodeOnce() {
        finish(started.memory(), asked("state"), "a-code", null, null).orThrow();

        assertThat(refusal(finish(started.memory(), asked("state"), "a-code", null, null)))
                .isEqualTo("catalogue.login.issuer-refused");
    }

    @TestFactory
    Stream<DynamicTest> refusesWhatThisBrowserDidNotBegin() {
        var other = flow.start(CALLBACK, "/", false);
        var state = asked("state");
        return Map.<String, Outcome<CodeFlow.Finished>>of(
                        "a forged state", finish(started.memory(), "x".repeat(43), "a-code", null, null),
                        "no state", finish(started.memory(), null, "a-code", null, null),
                        "no memory", finish(null, state, "a-code", null, null),
                        "another log-in's memory", finish(other.memory(), state, "a-code", null, null),
                        "half a memory", finish(started.memory().substring(0, 90), state, "a-code", null, null))
                .entrySet()
                .stream()
                .map(attempt -> DynamicTest.dynamicTest(attempt.getKey(), () -> assertThat(refusal(attempt.getValue()))
                        .isEqualTo("catalogue.login.not-begun")));
    }

    @Test
    void refusesWhatTheIssuerDoesNotConfirm() {
        var memory = started.memory();
        var state = asked("state");
        var otherVerifier = memory.split("\\.", -1);
        otherVerifier[2] = "x".repeat(43);

        assertThat(Stream.of(
                                finish(memory, state, "a-code", null, "access_denied"),
                                finish(memory, state, null, null, null),
                                finish(memory, state, "another-code", null, null),
                                finish(memory, state, "a-code", "https://id.example.com", null),
                                finish(String.join(".", otherVerifier), state, "a-code", null, null))
                        .map(CodeFlowTest::refusal))
                .containsOnly("catalogue.login.issuer-refused");
    }

    @TestFactory
    Stream<DynamicTest> refusesIdTokensThatAreNotOfThisLogInForThisClientJustNow() {
        return Map.<String, UnaryOperator<JWTClaimsSet.Builder>>of(
                        "another log-in's", token -> token.claim("nonce", "x".repeat(43)),
                        "no log-in's", token -> token.claim("nonce", null),
                        "for another client", token -> token.audience("portal"),
                        "for several, without the party", token -> token.audience(List.of(CLIENT, "portal")),
                        "issued to another party", token -> token.claim("azp", "portal"),
                        "of another issuer", token -> token.issuer(ISSUER + "/"),
                        "expired", token -> token.expirationTime(Date.from(NOW.minusSeconds(61))),
                        "old", token -> token.issueTime(Date.from(NOW.minus(Duration.ofMinutes(6)))),
                        "an access token", token -> token.claim("typ", "Bearer"),
                        "nobody's", token -> token.subject(null))
                .entrySet()
                .stream()
                .map(attempt -> DynamicTest.dynamicTest(attempt.getKey(), () -> {
                    somebodyLogsIn();
                    ID_TOKEN.set(signed(attempt.getValue().apply(claims()).build()));

                    assertThat(refusal(finish(started.memory(), asked("state"), "a-code", null, null)))
                            .isEqualTo("catalogue.login.issuer-refused");
                }));
    }

    @Test
    void saysWhenTheIssuerDoesNotAnswer() {
        var begun = flow.start(CALLBACK, "/", false);
        var state = begun.memory().substring(0, 43);

        assertThat(refusal(flow("/broken")
                        .finish(CALLBACK, begun.memory(), new CodeFlow.Answered(state, "a-code", null, null))))
                .isEqualTo("catalogue.unavailable.log-in");
    }

    private Outcome<CodeFlow.Finished> finish(
            @Nullable String memory,
            @Nullable String state,
            @Nullable String code,
            @Nullable String issuer,
            @Nullable String error) {
        return flow.finish(CALLBACK, memory, new CodeFlow.Answered(state, code, issuer, error));
    }

    private static String refusal(Outcome<?> outcome) {
        return outcome instanceof Outcome.Refused<?> refused
                ? refused.refusal().reason().code()
                : outcome.toString();
    }

    /** What the address says that the browser was sent to. */
    private String asked(String parameter) {
        return parameters(started.redirect().getRawQuery()).getOrDefault(parameter, "");
    }

    private static Map<String, String> parameters(String form) {
        return Arrays.stream(form.split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], UTF_8)));
    }

    private static CodeFlow flow(String tokens) {
        var here = "http://127.0.0.1:" + server.getAddress().getPort();
        var settings = new OidcSettings(
                ISSUER,
                "silobridge-api",
                URI.create(here + "/keys"),
                "sub",
                Optional.of(new OidcSettings.Client(
                        CLIENT, new Secret("s&cret"), URI.create(here + "/authorize"), URI.create(here + tokens))));
        return new CodeFlow(settings, new JwtIssuer(settings, Clock.fixed(NOW, ZoneOffset.UTC)), new Random(1));
    }

    private static void token(HttpExchange call) throws IOException {
        var asked = parameters(new String(call.getRequestBody().readAllBytes(), UTF_8));
        var basic = "Basic " + Base64.getEncoder().encodeToString((CLIENT + ":s%26cret").getBytes(UTF_8));
        boolean good = basic.equals(call.getRequestHeaders().getFirst("Authorization"))
                && "authorization_code".equals(asked.get("grant_type"))
                && CALLBACK.equals(asked.get("redirect_uri"))
                && CodeFlow.challenge(asked.getOrDefault("code_verifier", "")).equals(CHALLENGE.get())
                && asked.getOrDefault("code", "-").equals(CODE.getAndSet("used"));
        answer(
                call,
                good ? 200 : 400,
                good ? "{\"id_token\":\"" + ID_TOKEN.get() + "\"}" : "{\"error\":\"invalid_grant\"}");
    }

    private static void answer(HttpExchange call, int status, String body) throws IOException {
        call.getResponseHeaders().add("Content-Type", "application/json");
        call.sendResponseHeaders(status, body.length());
        call.getResponseBody().write(body.getBytes(UTF_8));
        call.close();
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(CLIENT)
                .subject("li.na")
                .claim("nonce", asked("nonce"))
                .issueTime(Date.from(NOW.minusSeconds(1)))
                .expirationTime(Date.from(NOW.plusSeconds(300)));
    }

    private static String signed(JWTClaimsSet claims) throws JOSEException {
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .keyID("ec")
                        .type(JOSEObjectType.JWT)
                        .build(),
                claims);
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }
}
