package org.silobridge.it.canary;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import org.silobridge.cli.local.LocalExchange;

/**
 * What others can learn without a look into any file: answers of the catalogue, metrics and refusals of every kind among
 * them, and the command lines of all processes on this machine.
 */
final class EverythingTold {
    private static final Path PROCESSES = Path.of("/proc");

    private final URI base;
    private final Secrets secrets;
    private final TextSearch search;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Set<Find> finds = new LinkedHashSet<>();
    private final Set<Integer> statuses = new TreeSet<>();
    private final Set<Long> processes = new TreeSet<>();

    private EverythingTold(LocalExchange exchange, Secrets secrets, TextSearch search) {
        this.base = exchange.catalogueUrl();
        this.secrets = secrets;
        this.search = search;
    }

    static EverythingTold searched(LocalExchange exchange, Secrets secrets, TextSearch search)
            throws IOException, InterruptedException {
        var all = new EverythingTold(exchange, secrets, search);
        all.searchAnswers();
        all.searchRefusals();
        all.searchCommandLines();
        return all;
    }

    Set<Find> finds() {
        return finds;
    }

    /** Of the answers. */
    Set<Integer> statuses() {
        return statuses;
    }

    /** Whose command line was looked at; empty where the system does not tell them. */
    Set<Long> processes() {
        return processes;
    }

    private void searchAnswers() throws IOException, InterruptedException {
        for (var path : new String[] {
            "/health",
            "/api/v1/metrics",
            "/api/v1/exchange",
            "/api/v1/enforcement",
            "/api/v1/me",
            "/api/v1/actors",
            "/api/v1/departments"
        }) {
            search(asked(path, secrets.operatorToken()));
        }
    }

    /** Each with what is secret in its place, or in one where it does not belong. */
    private void searchRefusals() throws IOException, InterruptedException {
        var token = secrets.operatorToken();
        search(asked("/api/v1/requests/none", token));
        search(asked("/api/v1/departments/" + Planted.WORD, token));
        search(asked("/api/v1/grants?state=none", token));
        search(asked("/api/v1/ledger/entries", secrets.applicantToken()));
        search(asked("/api/v1/me", token + "x"));
        search(request("/api/v1/me")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(("x:" + token).getBytes(UTF_8))));
        search(asked("/api/v1/me", token)
                .header("Cookie", "silobridge=" + secrets.session().secret()));
        search(asked("/api/v1/me", token).method("PATCH", BodyPublishers.noBody()));
        search(asked("/api/v1/requests", secrets.applicantToken())
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(token)));
        search(request("/api/v1/login")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"user\":\"canary-person\",\"password\":\"" + token + "\"}")));
        // What the caller wrote into the address may come back to the caller; it stays out of the log all the same.
        send(asked("/api/v1/departments/" + token, token));
        send(asked("/api/v1/grants?state=" + token, token));
    }

    private HttpRequest.Builder asked(String path, String token) {
        return request(path).header("Authorization", "Bearer " + token);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path));
    }

    private void search(HttpRequest.Builder request) throws IOException, InterruptedException {
        var path = request.build().uri().getPath();
        finds.addAll(search.in("answer to " + path, send(request).getBytes(UTF_8)));
    }

    /** The whole answer. */
    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = http.send(request.build(), BodyHandlers.ofString());
        statuses.add(answer.statusCode());
        return answer.headers().map() + "\n" + answer.body();
    }

    private void searchCommandLines() throws IOException {
        if (!Files.isReadable(PROCESSES.resolve("self/cmdline"))) {
            return;
        }
        var planted = new ProcessBuilder("sh", "-c", "read line", Planted.WORD).start();
        try (var all = Files.list(PROCESSES)) {
            for (var process : all.toList()) {
                var pid = String.valueOf(process.getFileName());
                if (pid.chars().allMatch(Character::isDigit)) {
                    searchCommandLine(Long.parseLong(pid));
                }
            }
        } finally {
            planted.destroyForcibly();
        }
    }

    private void searchCommandLine(long pid) {
        try {
            var line = Files.readAllBytes(PROCESSES.resolve(pid + "/cmdline"));
            finds.addAll(search.in("command line", line));
            processes.add(pid);
        } catch (IOException e) {
            // It has ended, or is not ours to look at.
        }
    }
}
