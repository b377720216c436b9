package org.silobridge.it.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** As much of a browser as a log-in needs: cookies for each origin, and a form. Redirects are followed by the test. */
final class Browser {
    private static final Pattern FORM = Pattern.compile("<form id=\"kc-form-login\"[^>]* action=\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final Map<String, Map<String, String>> cookies = new LinkedHashMap<>();

    HttpResponse<String> get(URI address, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address).GET(), address, headers);
    }

    HttpResponse<String> post(URI address, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address).POST(BodyPublishers.noBody()), address, headers);
    }

    /** Goes where the answer says; to the page of Keycloak's log-in, types there, and goes where that says. */
    HttpResponse<String> logIn(HttpResponse<String> sentThere, String user, String password)
            throws IOException, InterruptedException {
        return logIn(target(sentThere), user, password);
    }

    /** The same, on the page that it is told. */
    HttpResponse<String> logIn(URI address, String user, String password) throws IOException, InterruptedException {
        var page = get(address);
        var form = FORM.matcher(page.body());
        if (!form.find()) {
            throw new IOException("no page to log in at: " + page.statusCode() + " " + page.body());
        }
        var action = URI.create(form.group(1).replace("&amp;", "&"));
        var typed = Stream.of("username=" + encoded(user), "password=" + encoded(password), "credentialId=")
                .collect(Collectors.joining("&"));
        return send(
                HttpRequest.newBuilder(action)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(typed)),
                action);
    }

    /** Where an answer sends the browser. */
    static URI target(HttpResponse<String> answer) throws IOException {
        return answer.uri()
                .resolve(answer.headers()
                        .firstValue("Location")
                        .orElseThrow(
                                () -> new IOException("sent nowhere: " + answer.statusCode() + " " + answer.body())));
    }

    /** The value of a cookie that this origin set. */
    String cookie(URI origin, String name) {
        return cookies.getOrDefault(origin.getAuthority(), Map.of()).getOrDefault(name, "");
    }

    void plant(URI origin, String name, String value) {
        cookies.computeIfAbsent(origin.getAuthority(), unseen -> new LinkedHashMap<>())
                .put(name, value);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, URI address, String... headers)
            throws IOException, InterruptedException {
        request.timeout(Duration.ofMinutes(1));
        var known = cookies.getOrDefault(address.getAuthority(), Map.of());
        if (!known.isEmpty()) {
            request.header(
                    "Cookie",
                    known.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        var answer = http.send(request.build(), BodyHandlers.ofString());
        for (var cookie : answer.headers().allValues("Set-Cookie")) {
            var pair = cookie.replaceFirst(";.*", "").split("=", 2);
            if (cookie.contains("Max-Age=0")) {
                cookies.getOrDefault(address.getAuthority(), new LinkedHashMap<>())
                        .remove(pair[0]);
            } else {
                plant(address, pair[0], pair[1]);
            }
        }
        return answer;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
