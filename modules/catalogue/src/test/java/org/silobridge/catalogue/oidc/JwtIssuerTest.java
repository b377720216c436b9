package org.silobridge.catalogue.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.silobridge.model.Outcome;
import org.silobridge.model.Refusal.Kind;

/** Against an issuer that this test is. */
class JwtIssuerTest {
    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    private static final String ISSUER = "https://id.example.org/realms/government";
    private static final String AUDIENCE = "silobridge";
    private static final AtomicInteger FETCHED = new AtomicInteger();
    private static RSAKey rsa;
    private static ECKey ec;
    private static RSAKey stranger;
    private static HttpServer server;
    private static JwtIssuer issuer;

    @BeforeAll
    static void anIssuer() throws Exception {
        rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
        ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        stranger = new RSAKeyGenerator(2048).keyID("rsa").generate();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", call -> {
            FETCHED.incrementAndGet();
            var keys = new JWKSet(List.of(rsa.toPublicJWK(), ec.toPublicJWK()))
                    .toString()
                    .getBytes(UTF_8);
            call.getResponseHeaders().add("Content-Type", "application/json");
            call.sendResponseHeaders(200, keys.length);
            call.getResponseBody().write(keys);
            call.close();
        });
        server.start();
        issuer = issuer("/keys");
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    private static JwtIssuer issuer(String keys) {
        return new JwtIssuer(
                new OidcSettings(
                        ISSUER,
                        AUDIENCE,
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + keys),
                        "sub"),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void saysWhomAnAccessTokenWasIssuedTo() throws Exception {
        assertThat(issuer.subject(signed(claims().build())).orThrow()).isEqualTo("li.na");
        assertThat(issuer.subject(signedByEc(claims().build())).orThrow()).isEqualTo("li.na");
        assertThat(issuer.subject(signed(
                                claims().audience(List.of("portal", AUDIENCE)).build()))
                        .orThrow())
                .isEqualTo("li.na");
    }

    @TestFactory
    Stream<DynamicTest> refusesEverythingElse() throws Exception {
        var good = signed(claims().build());
        var parts = good.split("\\.", -1);
        return Map.ofEntries(
                        Map.entry("nothing", ""),
                        Map.entry("no token", "a.b.c"),
                        Map.entry("no signature", new PlainJWT(claims().build()).serialize()),
                        Map.entry("a signature taken away", parts[0] + "." + parts[1] + "."),
                        Map.entry("another's signature", signed(stranger, "rsa", claims().build())),
                        Map.entry("a key nobody knows", signed(stranger, "unknown", claims().build())),
                        Map.entry("a key it brings along", bringingItsKey()),
                        Map.entry("a public key as a secret", signedWithThePublicKey()),
                        Map.entry("other claims under a signature", parts[0] + "." + parts[1] + "A." + parts[2]),
                        Map.entry(
                                "another issuer",
                                signed(claims().issuer(ISSUER + "/").build())),
                        Map.entry("no issuer", signed(claims().issuer(null).build())),
                        Map.entry(
                                "for another",
                                signed(claims().audience("portal").build())),
                        Map.entry(
                                "for nobody",
                                signed(claims().audience((String) null).build())),
                        Map.entry("expired", signed(at(NOW.minusSeconds(3600), NOW.minusSeconds(61)))),
                        Map.entry("for ever", signed(at(NOW, NOW.plus(Duration.ofDays(3650))))),
                        Map.entry(
                                "without an end",
                                signed(claims().expirationTime(null).build())),
                        Map.entry(
                                "not valid yet",
                                signed(claims().notBeforeTime(Date.from(NOW.plusSeconds(61)))
                                        .build())),
                        Map.entry("nobody's", signed(claims().subject(null).build())),
                        Map.entry("of a blank", signed(claims().subject(" ").build())),
                        Map.entry(
                                "an ID token",
                                signed(claims().claim("nonce", "n").build())),
                        Map.entry(
                                "an ID token of Keycloak",
                                signed(claims().claim("typ", "ID").build())))
                .entrySet()
                .stream()
                .map(attempt ->
                        DynamicTest.dynamicTest(attempt.getKey(), () -> assertThat(refusal(issuer, attempt.getValue()))
                                .isEqualTo(Kind.UNAUTHENTICATED)));
    }

    @Test
    void asksTheIssuerNoMoreOftenWhateverItIsShown() throws Exception {
        issuer.subject(signed(claims().build()));
        int before = FETCHED.get();

        for (int kid = 0; kid < 50; kid++) {
            refusal(issuer, signed(stranger, "unknown-" + kid, claims().build()));
        }

        assertThat(FETCHED.get() - before).isLessThanOrEqualTo(2);
    }

    @Test
    void saysThatItCannotKnowWhereTheIssuerGivesNoKeys() throws Exception {
        assertThat(refusal(issuer("/nowhere"), signed(claims().build()))).isEqualTo(Kind.UNAVAILABLE);
    }

    private static Kind refusal(JwtIssuer by, String token) {
        return by.subject(token) instanceof Outcome.Refused<String> refused
                ? refused.refusal().kind()
                : Kind.INVALID;
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder(at(NOW.minusSeconds(10), NOW.plusSeconds(290)));
    }

    private static JWTClaimsSet at(Instant from, Instant until) {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject("li.na")
                .issueTime(Date.from(from))
                .expirationTime(Date.from(until))
                .build();
    }

    private static String signed(JWTClaimsSet claims) throws JOSEException {
        return signed(rsa, "rsa", claims);
    }

    private static String signed(RSAKey key, String id, JWTClaimsSet claims) throws JOSEException {
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(id)
                        .type(JOSEObjectType.JWT)
                        .build(),
                claims);
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    private static String signedByEc(JWTClaimsSet claims) throws JOSEException {
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .keyID("ec")
                        .type(new JOSEObjectType("at+jwt"))
                        .build(),
                claims);
        token.sign(new ECDSASigner(ec));
        return token.serialize();
    }

    private static String bringingItsKey() throws JOSEException {
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .jwk(stranger.toPublicJWK())
                        .build(),
                claims().build());
        token.sign(new RSASSASigner(stranger));
        return token.serialize();
    }

    private static String signedWithThePublicKey() throws JOSEException {
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa").build(), claims().build());
        token.sign(new MACSigner(rsa.toPublicJWK().toJSONString().getBytes(UTF_8)));
        return token.serialize();
    }
}
