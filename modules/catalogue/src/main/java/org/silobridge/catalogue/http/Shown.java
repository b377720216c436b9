package org.silobridge.catalogue.http;

import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.SessionSecret;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.RefusedException;

/**
 * What a call shows of who makes it.
 *
 * @param bearer of the header Authorization
 * @param session of the site's cookie; null where there is none, or one that has not the form
 */
record Shown(@Nullable String bearer, @Nullable SessionSecret session) {

    static Shown by(HttpServerRequest request, Site site) {
        var cookie = site.cookie(request, site.sessionCookie());
        return new Shown(
                bearer(request.getHeader("Authorization")),
                cookie == null ? null : SessionSecret.parse(cookie).orElse(null));
    }

    /** What there is; null where there is nothing. */
    @Nullable
    String secret() {
        return bearer != null || session == null ? bearer : session.reveal();
    }

    /** The session, by whichever way its id came. */
    @Nullable
    SessionSecret inSession() {
        return bearer == null ? session : SessionSecret.parse(bearer).orElse(null);
    }

    /**
     * Refuses what a page of another site may have made a browser send: a browser adds the cookie by itself, but neither
     * a bearer token nor our header. A call with both, cookie and token, says not whose it is.
     */
    void check(HttpServerRequest request, Site site, boolean changesSomething) {
        if (session == null) {
            return;
        }
        if (bearer != null) {
            throw refused(Kind.INVALID, "catalogue.session.two-credentials");
        }
        if (!changesSomething) {
            return;
        }
        var token = request.getHeader(Site.CSRF_HEADER);
        if (!site.isAskedByItself(request)) {
            throw refused(Kind.FORBIDDEN, "catalogue.session.other-site");
        }
        if (token == null || !session.hasCsrfToken(token)) {
            throw refused(Kind.FORBIDDEN, "catalogue.session.no-csrf-token");
        }
    }

    private static RefusedException refused(Kind kind, String code) {
        return new RefusedException(Refusal.of(kind, Reason.of(code)));
    }

    private static @Nullable String bearer(@Nullable String header) {
        return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? header.substring(7).trim()
                : null;
    }
}
