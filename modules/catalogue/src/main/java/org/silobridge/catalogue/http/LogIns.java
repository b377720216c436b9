package org.silobridge.catalogue.http;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Session;
import org.silobridge.catalogue.actor.SessionSecret;
import org.silobridge.catalogue.actor.Sessions;
import org.silobridge.catalogue.actor.TokenSecret;
import org.silobridge.catalogue.login.Passwords;
import org.silobridge.catalogue.oidc.CodeFlow;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.Refusal.Kind;

/**
 * How people log in and out: at the issuer outside where there is one, and with a password where there is none. Who
 * guesses passwords is held up by address and by user name, whether there is such a user or not.
 */
public final class LogIns {
    private static final Duration LOG_IN_LIFE = Duration.ofMinutes(10);
    /** Where somebody goes who did not say where they wanted to. */
    private static final String ANYWHERE = "/api/v1/session";

    private final Sessions sessions;
    private final Passwords passwords;
    private final Optional<CodeFlow> issuer;
    private final boolean isElsewhere;
    private final Site site;
    private final Buckets users;
    private final Buckets addresses;
    /** Whose refusals were written to the security log: one a minute. */
    private final Buckets told;

    /**
     * Log-ins of this site.
     *
     * @param issuer where it sends people to log in, if it does
     * @param isElsewhere whether an issuer outside says who people are: then there are no passwords here
     * @param nanos as {@link System#nanoTime}
     */
    public LogIns(
            Sessions sessions,
            Passwords passwords,
            Optional<CodeFlow> issuer,
            boolean isElsewhere,
            Site site,
            LongSupplier nanos) {
        this.sessions = sessions;
        this.passwords = passwords;
        this.issuer = issuer;
        this.isElsewhere = isElsewhere;
        this.site = site;
        // Five at once and one a minute of a user; thirty and ten a minute of an address.
        this.users = new Buckets(new CallLimits.Rate(1, 5), () -> nanos.getAsLong() / 60);
        this.addresses = new Buckets(new CallLimits.Rate(1, 30), () -> nanos.getAsLong() / 6);
        this.told = new Buckets(new CallLimits.Rate(1, 1), () -> nanos.getAsLong() / 60);
    }

    Answer start(Call call) {
        var refused = impossible(issuer.isPresent(), "catalogue.login.no-issuer");
        if (refused.isPresent()) {
            return refused.get();
        }
        var wanted = call.query("return");
        if (wanted != null && !isOurs(wanted)) {
            return new Answer.Refused(Refusal.of(Kind.INVALID, Reason.of("catalogue.login.return")));
        }
        // Who made a browser go there, and waits on its machine, must not be given a session that nobody asked for.
        var afresh = call.query("loopback") != null;
        var started = issuer.orElseThrow().start(callback(call), wanted == null ? ANYWHERE : wanted, afresh);
        return new Answer.WithCookies(
                new Answer.Redirect(started.redirect().toString()),
                List.of(site.setCookie(site.logInCookie(), started.memory(), LOG_IN_LIFE)));
    }

    Answer finish(Call call) {
        var refused = impossible(issuer.isPresent(), "catalogue.login.no-issuer");
        if (refused.isPresent()) {
            return refused.get();
        }
        var request = call.asked().request();
        // Whatever comes of it, this log-in is over.
        var over = site.forgetCookie(site.logInCookie());
        var finished = issuer.orElseThrow()
                .finish(
                        callback(call),
                        site.cookie(request, site.logInCookie()),
                        new CodeFlow.Answered(
                                call.query("state"), call.query("code"), call.query("iss"), call.query("error")));
        var opened = finished.flatMap(
                who -> sessions.openFor(who.subject()).map(session -> new Entered(session, who.returnTo())));
        if (opened instanceof Outcome.Ok<Entered> ok) {
            SecurityLog.loggedIn(call.asked(), ok.value().opened().session().actor());
            return new Answer.WithCookies(
                    new Answer.Redirect(ok.value().returnTo()),
                    List.of(over, cookie(ok.value().opened())));
        }
        return new Answer.WithCookies(Answer.of(opened, unused -> new Answer.Empty()), List.of(over));
    }

    private record Entered(Sessions.Opened opened, String returnTo) {}

    Answer withPassword(Call call) {
        var refused = impossible(!isElsewhere, "catalogue.login.at-the-issuer");
        if (refused.isPresent()) {
            return refused.get();
        }
        var request = call.asked().request();
        if (!site.isAskedByItself(request)) {
            return new Answer.Refused(Refusal.of(Kind.FORBIDDEN, Reason.of("catalogue.session.other-site")));
        }
        var body = call.body();
        var user = TokenSecret.fingerprint(body.getString("user"));
        var remote = request.remoteAddress();
        var address = CallerLimits.network(remote == null || remote.hostAddress() == null ? "" : remote.hostAddress());
        var ofAddress = addresses.take(address);
        if (!ofAddress.isZero()) {
            return new Answer.TooMany(ofAddress, told.take(address).isZero());
        }
        var ofUser = users.take(user);
        if (!ofUser.isZero()) {
            return new Answer.TooMany(ofUser, told.take(user).isZero());
        }
        var opened = passwords.logIn(body.getString("user"), body.getString("password"), body.getString("newPassword"));
        if (!(opened instanceof Outcome.Ok<Sessions.Opened> ok)) {
            return Answer.of(opened, unused -> new Answer.Empty());
        }
        users.forget(user);
        addresses.giveBack(address);
        SecurityLog.loggedIn(call.asked(), ok.value().session().actor());
        return new Answer.WithCookies(
                Answer.created(true, view(ok.value().session(), ok.value().secret())), List.of(cookie(ok.value())));
    }

    /** A password for one log-in, where there are passwords. */
    Answer issuePassword(Call call) {
        return impossible(!isElsewhere, "catalogue.login.at-the-issuer")
                .orElseGet(() -> Answer.of(
                        passwords.set(call.actor(), call.path("id")),
                        issued -> Answer.created(
                                true,
                                new JsonObject()
                                        .put("password", issued.password())
                                        .put("until", issued.until()))));
    }

    /** The session that asks. */
    Answer session(Call call) {
        var secret = Shown.by(call.asked().request(), site).inSession();
        return Answer.of(
                session(secret)
                        .flatMap(sessions::find)
                        .map(Outcome::ok)
                        .orElseGet(() -> Outcome.refused(Kind.NOT_FOUND, Reason.of("catalogue.session.none"))),
                found -> Answer.ok(view(found, session(secret).orElseThrow())));
    }

    Answer logOut(Call call) {
        session(Shown.by(call.asked().request(), site).inSession()).ifPresent(sessions::end);
        return new Answer.WithCookies(new Answer.Empty(), List.of(site.forgetCookie(site.sessionCookie())));
    }

    private static Optional<SessionSecret> session(@Nullable SessionSecret secret) {
        return Optional.ofNullable(secret);
    }

    /** Nothing but a path of this site: no other one's, however a browser reads it. */
    static boolean isOurs(String path) {
        return path.matches("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]*") || path.equals("/");
    }

    private Optional<Answer> impossible(boolean isHere, String code) {
        if (!isHere) {
            return Optional.of(new Answer.Refused(Refusal.of(Kind.NOT_ALLOWED, Reason.of(code))));
        }
        return site.hasCookies()
                ? Optional.empty()
                : Optional.of(new Answer.Refused(Refusal.of(Kind.NOT_ALLOWED, Reason.of("catalogue.login.needs-tls"))));
    }

    /** Here; or on the machine of a command line that waits there, and brings on what comes (RFC 8252, 7.3). */
    private String callback(Call call) {
        var loopback = call.query("loopback");
        if (loopback != null) {
            return "http://127.0.0.1:" + loopback + "/";
        }
        return site.url(call.asked().request()) + "/api/v1/login/callback";
    }

    private String cookie(Sessions.Opened opened) {
        var session = opened.session();
        return site.setCookie(
                site.sessionCookie(), opened.secret().reveal(), Duration.between(session.madeAt(), session.endsAt()));
    }

    private static JsonObject view(Session session, SessionSecret secret) {
        return new JsonObject()
                .put("actor", session.actor().value())
                .put("madeAt", session.madeAt())
                .put("endsAt", session.endsAt())
                .put("idleMinutes", session.idle().toMinutes())
                .put("csrfToken", secret.csrfToken());
    }
}
