package org.silobridge.catalogue.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.MalformedURLException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Issuer;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens of an OpenID Connect issuer, verified here: what is taken and what is refused stands in ADR 0010. Its
 * keys are fetched when one is needed and kept; an issuer that does not answer is asked once a minute at most, and what
 * is known of it holds for a day.
 */
public final class JwtIssuer implements Issuer {
    private static final Logger LOG = LoggerFactory.getLogger(JwtIssuer.class);
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);
    private static final int LEEWAY_SECONDS = 60;
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration JUST_NOW = Duration.ofMinutes(5);
    private static final int FETCHED_WITHIN_MILLIS = 5_000;
    private static final int MOST_BYTES = 256 * 1024;
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration APART = Duration.ofMinutes(1);
    private static final Duration OUTAGE = Duration.ofDays(1);

    private final DefaultJWTProcessor<SecurityContext> accessTokens = new DefaultJWTProcessor<>();
    private final DefaultJWTProcessor<SecurityContext> idTokens = new DefaultJWTProcessor<>();
    private final String subjectClaim;

    public JwtIssuer(OidcSettings settings, Clock clock) {
        this.subjectClaim = settings.subjectClaim();
        var keys = new JWSVerificationKeySelector<>(ALGORITHMS, keys(settings));
        // A media type of its own is asked for by RFC 9068; Keycloak and others say JWT, or nothing.
        accessTokens.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt"), JOSEObjectType.JWT, null));
        accessTokens.setJWSKeySelector(keys);
        accessTokens.setJWTClaimsSetVerifier(new AccessClaims(settings, clock));
        idTokens.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, null));
        idTokens.setJWSKeySelector(keys);
        idTokens.setJWTClaimsSetVerifier(new IdClaims(settings, clock));
    }

    private static JWKSource<SecurityContext> keys(OidcSettings settings) {
        try {
            return JWKSourceBuilder.create(
                            settings.keysUrl().toURL(),
                            new DefaultResourceRetriever(FETCHED_WITHIN_MILLIS, FETCHED_WITHIN_MILLIS, MOST_BYTES))
                    .cache(KEPT.toMillis(), 3L * FETCHED_WITHIN_MILLIS)
                    .refreshAheadCache(false)
                    .rateLimited(APART.toMillis())
                    .outageTolerant(OUTAGE.toMillis())
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("not a URL that keys can be fetched from: " + settings.keysUrl(), e);
        }
    }

    @Override
    public Outcome<String> subject(String token) {
        return subject(accessTokens, token, null);
    }

    /** The subject of an ID token that it has just issued to this exchange, for the log-in with this nonce. */
    Outcome<String> subjectOfIdToken(String token, String nonce) {
        return subject(idTokens, token, new LogIn(nonce));
    }

    private record LogIn(String nonce) implements SecurityContext {}

    private Outcome<String> subject(
            DefaultJWTProcessor<SecurityContext> processor, String token, @Nullable SecurityContext context) {
        try {
            var subject = processor.process(token, context).getClaim(subjectClaim);
            return subject instanceof String text && !text.isBlank() ? Outcome.ok(text) : unknown();
        } catch (RateLimitReachedException e) {
            return unknown(); // By a key that it had not a moment ago.
        } catch (KeySourceException e) {
            LOG.atWarn().addKeyValue("error", e.toString()).log("the issuer of log-ins does not give its keys");
            return Outcome.refused(Kind.UNAVAILABLE, Reason.of("catalogue.unavailable.issuer"));
        } catch (ParseException | BadJOSEException | JOSEException e) {
            return unknown(); // Which of its faults it has is nobody's business who forges one.
        }
    }

    private static Outcome<String> unknown() {
        return Outcome.refused(Kind.UNAUTHENTICATED, Reason.of("catalogue.actor.token-unknown"));
    }

    /** Of this issuer, for this audience, in its time. */
    private abstract static class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
        private final Clock clock;

        Claims(OidcSettings settings, String audience, Clock clock) {
            super(
                    audience,
                    new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
                    Set.of(settings.subjectClaim(), "exp", "iat"));
            this.clock = clock;
            setMaxClockSkew(LEEWAY_SECONDS);
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }
    }

    /** Short-lived, and not what is meant for the client alone. */
    private static final class AccessClaims extends Claims {
        AccessClaims(OidcSettings settings, Clock clock) {
            super(settings, settings.audience(), clock);
        }

        @Override
        public void verify(JWTClaimsSet claims, @Nullable SecurityContext context) throws BadJWTException {
            super.verify(claims, context);
            var life = Duration.between(
                    claims.getIssueTime().toInstant(),
                    claims.getExpirationTime().toInstant());
            if (life.compareTo(LONGEST) > 0) {
                throw new BadJWTException("lives longer than an hour");
            }
            if (claims.getClaim("nonce") != null
                    || claims.getClaim("at_hash") != null
                    || "ID".equals(claims.getClaim("typ"))) {
                throw new BadJWTException("an ID token");
            }
        }
    }

    /** For this client and no other, of this log-in, just now (OpenID Connect Core, 3.1.3.7). */
    private static final class IdClaims extends Claims {
        private final String client;

        IdClaims(OidcSettings settings, Clock clock) {
            super(settings, settings.client().map(OidcSettings.Client::id).orElse(""), clock);
            this.client = settings.client().map(OidcSettings.Client::id).orElse("");
        }

        @Override
        public void verify(JWTClaimsSet claims, @Nullable SecurityContext context) throws BadJWTException {
            super.verify(claims, context);
            var party = claims.getClaim("azp");
            if (party == null ? claims.getAudience().size() > 1 : !client.equals(party)) {
                throw new BadJWTException("issued to another party");
            }
            if (!(context instanceof LogIn logIn) || !logIn.nonce().equals(claims.getClaim("nonce"))) {
                throw new BadJWTException("of another log-in");
            }
            var age = Duration.between(
                    claims.getIssueTime().toInstant(), currentTime().toInstant());
            if (age.abs().compareTo(JUST_NOW) > 0) {
                throw new BadJWTException("not issued just now");
            }
            if (!"ID".equals(claims.getClaims().getOrDefault("typ", "ID"))) {
                throw new BadJWTException("not an ID token");
            }
        }
    }
}
