package org.silobridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.client.Json;
import org.silobridge.client.NamedDepartment;
import org.silobridge.client.Notice;
import org.silobridge.client.NoticeDelivery;
import org.silobridge.model.DeliveryTargetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.NoticeId;
import org.silobridge.model.Reason;
import org.silobridge.model.Slug;
import org.silobridge.model.Violation;

/** What {@code silobridge inbox} asks the catalogue, and says. */
class InboxCommandTest {
    private static final Instant WRITTEN = Instant.parse("2026-03-01T08:00:00Z");
    private static final Notice UNREAD = notice(1, "credit/penalty\u001b[2J@1.1", null);
    private static final Notice READ = notice(2, "population/resident@1.2", WRITTEN.plusSeconds(60));

    @TempDir
    Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private List<Notice> notices = List.of(UNREAD, READ);
    private HttpServer catalogue;

    private static Notice notice(int seed, String about, @Nullable Instant readAt) {
        var random = new Random(seed);
        return new Notice(
                NoticeId.random(random),
                new NamedDepartment(
                        DepartmentId.random(random), new Slug("emergency"), new LocalisedText("Emergency", "应急")),
                about,
                Reason.of("contract.rule.required"),
                List.of(new Violation("fields.level", null, Reason.of("contract.rule.required"))),
                WRITTEN,
                readAt,
                null,
                List.of(
                        delivery(random, "email", "delivered", 1, WRITTEN),
                        delivery(random, "webhook", "queued", 3, null)));
    }

    private static NoticeDelivery delivery(
            Random random, String kind, String state, int failures, @Nullable Instant doneAt) {
        return new NoticeDelivery(
                DeliveryTargetId.random(random), kind, state, failures, Reason.of("contract.rule.required"), doneAt);
    }

    @BeforeEach
    void startCatalogue() throws IOException {
        Files.writeString(home.resolve("token"), "sbt_" + "a".repeat(43) + "\n");
        catalogue = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        catalogue.createContext("/api/v1/notices", this::answer);
        catalogue.start();
    }

    @AfterEach
    void stopCatalogue() {
        catalogue.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            Object body = exchange.getRequestMethod().equals("GET") ? Map.of("items", notices) : READ;
            var bytes = Json.write(body).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private int run(Locale language, String... options) {
        var args = new java.util.ArrayList<>(List.of("inbox"));
        args.addAll(List.of(options));
        args.addAll(List.of(
                "--url",
                "http://127.0.0.1:" + catalogue.getAddress().getPort(),
                "--token-file",
                home.resolve("token").toString()));
        return Silobridge.commandLine(new Console(out, err, Clock.systemUTC(), language, home))
                .execute(args.toArray(String[]::new));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void showsWhatIsUnreadWithEachDetailAndLetsNoTextMoveTheTerminal() {
        assertThat(run(Locale.ENGLISH)).isEqualTo(ExitStatus.DONE);

        assertThat(asked).containsExactly("GET /api/v1/notices?state=unread");
        assertThat(out())
                .contains("2026-03-01T08:00:00Z  " + UNREAD.id() + "  emergency  credit/penalty")
                .contains("    fields.level: ")
                .containsPattern("    email tgt-\\w+: delivered 2026-03-01T08:00:00Z\n")
                .containsPattern("    webhook tgt-\\w+: on its way, 3 tries failed. \\S+")
                .doesNotContain("\u001b");
    }

    @Test
    void marksOnlyWhatWasUnreadAndOnlyIfAsked() {
        assertThat(run(Locale.ENGLISH, "--all", "--department", "emergency", "--mark-read"))
                .isEqualTo(ExitStatus.DONE);

        assertThat(asked)
                .containsExactly(
                        "GET /api/v1/notices?department=emergency", "POST /api/v1/notices/" + UNREAD.id() + "/reading");
        assertThat(out()).containsOnlyOnce("(read)");
    }

    @Test
    void saysThatThereIsNothing() {
        notices = List.of();

        assertThat(run(Locale.ENGLISH)).isEqualTo(ExitStatus.DONE);

        assertThat(out()).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Nothing new").contains("--all");
    }

    @Test
    void speaksChinese() {
        assertThat(run(Locale.CHINESE, "--all")).isEqualTo(ExitStatus.DONE);

        assertThat(out().lines().filter(line -> line.startsWith("    fields.level: ")))
                .hasSize(2)
                .allMatch(line -> line.matches(".*\\p{IsHan}.*"));
    }

    @Test
    void tellsProgramsAllOfIt() throws IOException {
        assertThat(run(Locale.ENGLISH, "-o", "json")).isEqualTo(ExitStatus.DONE);

        assertThat(out())
                .contains("\"" + UNREAD.id() + "\"")
                .contains("contract.rule.required")
                .contains("fields.level");
    }
}
