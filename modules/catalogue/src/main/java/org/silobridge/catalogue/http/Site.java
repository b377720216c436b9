package org.silobridge.catalogue.http;

import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The exchange as browsers see it: where it is, whether a page is its own, and which cookies it can give them. Cookies
 * need TLS, here or at the proxy that {@code publicUrl} names; without it there are some on the loopback address alone,
 * for trying things out, and their names have no {@code __Host-}.
 */
public final class Site {
    static final String CSRF_HEADER = "X-CSRF-Token";

    private static final List<String> LOOPBACK = List.of("127.0.0.1", "::1", "localhost");

    private final Optional<URI> publicUrl;
    private final boolean tls;
    private final boolean loopback;

    /**
     * The site that listens there.
     *
     * @param publicUrl how browsers reach it, scheme and authority alone; empty: as it listens
     */
    public Site(Optional<URI> publicUrl, boolean tls, String host) {
        this.publicUrl = publicUrl;
        this.tls = publicUrl.map(url -> "https".equals(url.getScheme())).orElse(tls);
        this.loopback = LOOPBACK.contains(host);
    }

    /** Whether browsers come by TLS. */
    boolean isSecure() {
        return tls;
    }

    /** Whether it may give anybody a cookie. */
    boolean hasCookies() {
        return tls || loopback;
    }

    String sessionCookie() {
        return tls ? "__Host-silobridge" : "silobridge";
    }

    /** Of a log-in that is under way, alone. */
    String logInCookie() {
        return sessionCookie() + "-login";
    }

    /** The value of a cookie that is there once; with two of a name, nobody knows who set which. */
    @Nullable
    String cookie(HttpServerRequest request, String name) {
        if (!hasCookies()) {
            return null;
        }
        // Not what Vert.x makes of it: of two with one name it keeps one.
        var values = request.headers().getAll("Cookie").stream()
                .flatMap(header -> Arrays.stream(header.split(";", -1)))
                .map(String::strip)
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .toList();
        return values.size() == 1 ? values.get(0) : null;
    }

    /** A header {@code Set-Cookie}. The value must need no quotes. */
    String setCookie(String name, String value, Duration life) {
        return name + "=" + value + "; Path=/; Max-Age=" + life.toSeconds() + "; HttpOnly; SameSite=Lax"
                + (tls ? "; Secure" : "");
    }

    String forgetCookie(String name) {
        return setCookie(name, "", Duration.ZERO);
    }

    /** Where browsers reach it, without a slash at the end. */
    String url(HttpServerRequest request) {
        return publicUrl
                .map(url -> url.getScheme() + "://" + url.getRawAuthority())
                .orElseGet(() -> (tls ? "https" : "http") + "://"
                        + request.localAddress().hostAddress() + ":"
                        + request.localAddress().port());
    }

    /**
     * Whether the browser, if it is one, says that a page of this site asks, or nobody's. What a browser is made to say
     * by a page of another site it cannot leave out: whoever says nothing is none.
     */
    boolean isAskedByItself(HttpServerRequest request) {
        var fetched = request.getHeader("Sec-Fetch-Site");
        if (fetched != null && !fetched.equals("same-origin") && !fetched.equals("none")) {
            return false;
        }
        var origin = request.getHeader("Origin");
        return origin == null || origin.equals(publicUrl.isPresent() ? url(request) : asAsked(request));
    }

    /** As the browser was told to ask: nobody but its user tells it that. */
    private String asAsked(HttpServerRequest request) {
        return (tls ? "https" : "http") + "://" + request.getHeader("Host");
    }
}
