package org.silobridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.client.Json;

/** What {@code contract check}, {@code contract diff} and {@code inbox} say. */
class ContractCommandTest {
    private static final Path BASE =
            Path.of(System.getProperty("silobridge.project.dir"), "modules/contract/src/test/resources/evolution");

    @TempDir
    Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(Locale language, String... args) {
        return Silobridge.commandLine(new Console(out, err, Clock.systemUTC(), language, home))
                .execute(args);
    }

    private int run(String... args) {
        return run(Locale.ENGLISH, args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** The base contract with passages replaced. */
    private String version(String number, String... passagesAndReplacements) throws IOException {
        var folder = Files.createDirectories(home.resolve(number));
        Files.copy(BASE.resolve("base.avsc"), folder.resolve("enrolment.avsc"));
        var yaml =
                Files.readString(BASE.resolve("base.yaml")).replace("version: \"1.0\"", "version: \"" + number + "\"");
        for (int i = 0; i < passagesAndReplacements.length; i += 2) {
            assertThat(yaml).contains(passagesAndReplacements[i]);
            yaml = yaml.replace(passagesAndReplacements[i], passagesAndReplacements[i + 1]);
        }
        return Files.writeString(folder.resolve("enrolment.yaml"), yaml).toString();
    }

    @Test
    void diffSaysWhatChangedUnderHeadingsHeaviestFirst() throws IOException {
        var old = version("1.0");
        var next = version(
                "1.1",
                "partitions: 3",
                "partitions: 6",
                "P3650D",
                "P30D",
                "contact: {sharing: conditional",
                "contact: {sharing: unconditional",
                "max: 200",
                "max: 60",
                "max: 100}",
                "max: 120}",
                "en: Kind",
                "en: Sort");

        assertThat(run("contract", "diff", old, next)).isEqualTo(ExitStatus.REFUSED);

        assertThat(out().lines().filter(line -> !line.startsWith("      ")))
                .containsExactly(
                        "social-security/enrolment@1.0 → social-security/enrolment@1.1",
                        "",
                        "Breaks readers",
                        "  partitions",
                        "",
                        "Widens what is shared",
                        "  groups.contact.sharing",
                        "",
                        "Needs a new major",
                        "  retention",
                        "",
                        "Needs a confirmation",
                        "  fields.address.rules.length.max",
                        "",
                        "Readers should know",
                        "  fields.fullName.rules.length.max",
                        "",
                        "Harmless",
                        "  fields.kind.title",
                        "",
                        "1.1 may not follow 1.0. Mend what stands above, or publish it as 2.0: a new major gets a topic"
                                + " of its own, and both are served.");
        assertThat(out()).contains("      Stricter: was 200, is 60.");
    }

    @Test
    void diffSpeaksChinese() throws IOException {
        assertThat(run(
                        Locale.CHINESE,
                        "contract",
                        "diff",
                        version("1.0"),
                        version("1.1", "partitions: 3", "partitions: 6")))
                .isEqualTo(ExitStatus.REFUSED);

        assertThat(out()).contains("会使读者出错").contains("分区数原为 3，现为 6").contains("2.0");
    }

    @Test
    void aNewMajorMayDoWhatAMinorMayNot() throws IOException {
        assertThat(run("contract", "diff", version("1.0"), version("2.0", "partitions: 3", "partitions: 6")))
                .isEqualTo(ExitStatus.DONE);

        assertThat(out()).contains("Breaks readers").contains("2.0 is a new major");
    }

    @Test
    void whatNeedsAConfirmationIsNoFailureAndSaysSo() throws IOException {
        assertThat(run("contract", "diff", version("1.0"), version("1.1", "max: 200", "max: 60")))
                .isEqualTo(ExitStatus.DONE);

        assertThat(out()).contains("publish it with --confirm");
    }

    @Test
    void diffAsJsonHasTheShapeOfTheApi() throws IOException {
        assertThat(run(
                        "contract",
                        "diff",
                        version("1.0"),
                        version("1.1", "partitions: 3", "partitions: 6"),
                        "-o",
                        "json"))
                .isEqualTo(ExitStatus.REFUSED);

        assertThat(out().replaceAll("\\s+", " "))
                .contains("\"accepted\" : false")
                .contains("\"previous\" : \"1.0\"")
                .contains("\"verdict\" : \"incompatible\"")
                .contains("\"path\" : \"partitions\", \"weight\" : \"breaking\", \"widens\" : false")
                .contains("\"parameters\" : { \"old\" : \"3\", \"new\" : \"6\" }");
    }

    @Test
    void diffAsksTheCatalogueForWhatIsPublished() throws IOException {
        var asked = new ArrayList<String>();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var published = Json.write(Map.of(
                "name", "social-security/enrolment",
                "version", "1.0",
                "contract", Files.readString(BASE.resolve("base.yaml")),
                "schema", Files.readString(BASE.resolve("base.avsc")),
                "wireSchema", "{}",
                "digest", "sha256:0",
                "publishedAt", "2026-01-01T00:00:00Z"));
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            var body = published.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        var token = Files.writeString(home.resolve("token"), "sbt_" + "a".repeat(43) + "\n");
        try {
            assertThat(run(
                            "contract",
                            "diff",
                            "social-security/enrolment@1.0",
                            version("1.1"),
                            "--url",
                            "http://127.0.0.1:" + server.getAddress().getPort(),
                            "--token-file",
                            token.toString()))
                    .as(err())
                    .isEqualTo(ExitStatus.DONE);
        } finally {
            server.stop(0);
        }

        assertThat(asked).containsExactly("/api/v1/contracts/social-security/enrolment/versions/1.0");
        assertThat(out()).contains("1.1 may follow 1.0.");
    }

    @Test
    void checkAgainstAnOlderVersionSaysWhatChangedAndFailsWhereItMay() throws IOException {
        assertThat(run(
                        "contract",
                        "check",
                        version("1.1", "partitions: 3", "partitions: 6"),
                        "--against",
                        version("1.0")))
                .isEqualTo(ExitStatus.REFUSED);

        assertThat(out()).contains("Breaks readers").contains("The partitions were 3 and are 6");
    }

    @Test
    void checkLooksAtEveryFileAndFailsForTheOneThatIsNotSound() throws IOException {
        var sound = version("1.0");
        var faulty = version("1.1", "key: [enrolmentId]", "key: [enrolmentNumber]");

        assertThat(run("contract", "check", faulty, sound)).isEqualTo(ExitStatus.INPUT);

        assertThat(err()).contains("enrolmentNumber");
        assertThat(out()).contains("social-security/enrolment@1.0 is sound");
        assertThat(List.of(out(), err())).noneMatch(text -> text.contains("\tat "));
    }
}
