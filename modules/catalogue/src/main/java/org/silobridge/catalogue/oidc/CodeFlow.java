package org.silobridge.catalogue.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.silobridge.ledger.Hash;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log-in of people at the issuer: authorization code with PKCE (RFC 7636, S256), state and nonce. What has to be
 * known again when somebody comes back is in their own browser's memory, a cookie; nothing of it is kept here.
 */
public final class CodeFlow {
    private static final Logger LOG = LoggerFactory.getLogger(CodeFlow.class);
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 256 * 1024;
    private static final String SECRET = "([A-Za-z0-9_-]{43})";
    private static final Pattern MEMORY =
            Pattern.compile(SECRET + "\\." + SECRET + "\\." + SECRET + "\\.([A-Za-z0-9_-]{1,1000})");

    private final String issuer;
    private final OidcSettings.Client client;
    private final JwtIssuer tokens;
    private final RandomGenerator random;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(ANSWERED_WITHIN)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** At an issuer whose settings name a client. */
    public CodeFlow(OidcSettings settings, JwtIssuer tokens, RandomGenerator random) {
        this.issuer = settings.issuer();
        this.client = settings.client().orElseThrow();
        this.tokens = tokens;
        this.random = random;
    }

    /**
     * A log-in that has begun.
     *
     * @param redirect where the browser is to go
     * @param memory what it is to remember, and show when it comes back; needs no quotes in a cookie
     */
    public record Started(URI redirect, String memory) {}

    /** What the issuer made the browser bring back. */
    public record Answered(
            @Nullable String state,
            @Nullable String code,
            @Nullable String issuer,
            @Nullable String error) {}

    /** Somebody has proved who they are. */
    public record Finished(String subject, String returnTo) {}

    /**
     * Begins a log-in.
     *
     * @param callback where the browser comes back to
     * @param returnTo where it is to go then
     * @param afresh whether the issuer is to ask who it is, though it may know already
     */
    public Started start(String callback, String returnTo, boolean afresh) {
        var state = secret();
        var nonce = secret();
        var verifier = secret();
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("response_type", "code");
        parameters.put("client_id", client.id());
        parameters.put("redirect_uri", callback);
        parameters.put("scope", "openid");
        parameters.put("state", state);
        parameters.put("nonce", nonce);
        parameters.put("code_challenge", challenge(verifier));
        parameters.put("code_challenge_method", "S256");
        if (afresh) {
            parameters.put("prompt", "login");
        }
        var at = client.authorizationUrl().toString();
        return new Started(
                URI.create(at + (at.contains("?") ? "&" : "?") + form(parameters)),
                String.join(".", state, nonce, verifier, text(returnTo.getBytes(UTF_8))));
    }

    /**
     * Ends a log-in. Blocks while the issuer is asked.
     *
     * @param memory what the browser remembered; null: nothing
     * @return INVALID where this browser began no such log-in; UNAUTHENTICATED where the issuer says no, or what it says
     *     does not hold; UNAVAILABLE where it does not answer
     */
    public Outcome<Finished> finish(String callback, @Nullable String memory, Answered answered) {
        var begun = MEMORY.matcher(memory == null ? "" : memory);
        var state = answered.state();
        if (state == null || !begun.matches() || !same(state, begun.group(1))) {
            return Outcome.refused(Kind.INVALID, Reason.of("catalogue.login.not-begun"));
        }
        var code = answered.code();
        if (code == null
                || answered.error() != null
                || (answered.issuer() != null && !answered.issuer().equals(issuer))) {
            return refused();
        }
        var returnTo = new String(Base64.getUrlDecoder().decode(begun.group(4)), UTF_8);
        return idToken(callback, code, begun.group(3))
                .flatMap(token -> refusedAsLogIn(tokens.subjectOfIdToken(token, begun.group(2))))
                .map(subject -> new Finished(subject, returnTo));
    }

    private Outcome<String> idToken(String callback, String code, String verifier) {
        var credentials = encoded(client.id()) + ":" + encoded(client.secret().reveal());
        var asked = HttpRequest.newBuilder(client.tokenUrl())
                .timeout(ANSWERED_WITHIN)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)))
                .POST(BodyPublishers.ofString(form(Map.of(
                        "grant_type", "authorization_code",
                        "code", code,
                        "redirect_uri", callback,
                        "code_verifier", verifier))))
                .build();
        try {
            var answer = http.send(asked, BodyHandlers.ofInputStream());
            byte[] body;
            try (var in = answer.body()) {
                body = in.readNBytes(MOST_BYTES);
            }
            if (answer.statusCode() >= 400 && answer.statusCode() < 500) {
                // Of its own answer only the status: what it says may repeat what it was sent.
                LOG.atInfo().addKeyValue("error", answer.statusCode()).log("the issuer of log-ins refused a code");
                return refused();
            }
            if (answer.statusCode() != 200) {
                return unavailable("status " + answer.statusCode());
            }
            var token = JSONObjectUtils.parse(new String(body, UTF_8)).get("id_token");
            return token instanceof String text ? Outcome.ok(text) : refused();
        } catch (IOException e) {
            return unavailable(e.toString());
        } catch (ParseException e) {
            return unavailable("no JSON");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unavailable("interrupted");
        }
    }

    private static Outcome<String> refusedAsLogIn(Outcome<String> subject) {
        return subject instanceof Outcome.Refused<String> no && no.refusal().kind() == Kind.UNAUTHENTICATED
                ? refused()
                : subject;
    }

    private static <T> Outcome<T> unavailable(String problem) {
        LOG.atWarn().addKeyValue("error", problem).log("the issuer of log-ins does not answer");
        return Outcome.refused(Kind.UNAVAILABLE, Reason.of("catalogue.unavailable.log-in"));
    }

    private static <T> Outcome<T> refused() {
        return Outcome.refused(Kind.UNAUTHENTICATED, Reason.of("catalogue.login.issuer-refused"));
    }

    private String secret() {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        return text(bytes);
    }

    static String challenge(String verifier) {
        return text(Hash.sha256(verifier.getBytes(UTF_8)).toBytes());
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
