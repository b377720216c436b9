package org.silobridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

class CommandTest {
    private static final Path PROJECT = Path.of(System.getProperty("silobridge.project.dir", "../.."));

    @TempDir
    Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path token;

    @BeforeEach
    void writeToken() throws IOException {
        token = home.resolve("token");
        Files.writeString(token, "sbt_" + "a".repeat(43) + "\n");
    }

    private int run(String... args) {
        return Silobridge.commandLine(new Console(out, err, Clock.systemUTC(), Locale.ENGLISH, home))
                .execute(args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Everybody on a machine sees command lines: secrets come from files, or are typed when they are asked for. */
    @Test
    void noCommandTakesASecretAsAnArgument() {
        var line = Silobridge.commandLine(new Console(out, err, Clock.systemUTC(), Locale.ENGLISH, home));
        var taken = options(line.getCommandSpec())
                .filter(option -> option.longestName().matches(".*(token|password|secret|credential).*"))
                .filter(option -> option.arity().max() > 0)
                .toList();

        assertThat(taken).extracting(ArgSpec::type).contains(Path.class);
        assertThat(taken.stream()
                        .filter(option -> option.type() != Path.class)
                        .map(CommandLine.Model.OptionSpec::longestName))
                .isEmpty();
    }

    private static Stream<CommandLine.Model.OptionSpec> options(CommandLine.Model.CommandSpec command) {
        return Stream.concat(
                command.options().stream(),
                command.subcommands().values().stream().flatMap(sub -> options(sub.getCommandSpec())));
    }

    @Test
    void suggestsTheNearestCommandForOneItDoesNotKnow() {
        assertThat(run("subscrib")).isEqualTo(ExitStatus.INPUT);
        assertThat(err()).contains("subscrib").contains("subscribe").contains("--help");
    }

    @Test
    void namesTheCommandsThereAreWhereOneIsMissing() {
        assertThat(run("grant")).isEqualTo(ExitStatus.INPUT);
        assertThat(err()).contains("list").contains("revoke");
    }

    @Test
    void refusesALanguageThatItDoesNotSpeak() {
        assertThat(run("--lang", "tlh", "version")).isEqualTo(ExitStatus.INPUT);
        assertThat(err()).contains("--lang is en or zh, not \"tlh\"");
    }

    @Test
    void saysOnceThatAFileIsMissing() {
        assertThat(run("contract", "check", home.resolve("none.yaml").toString()))
                .isEqualTo(ExitStatus.INPUT);
        assertThat(err().lines()).singleElement().asString().contains("none.yaml");
    }

    @Test
    void refusesWithoutACatalogueAndSaysHowToNameOne() {
        assertThat(run("dataset", "list")).isEqualTo(ExitStatus.INPUT);
        assertThat(err()).contains("--url").contains("client.yaml");
    }

    @Test
    void refusesAnAddressWithItsValue() {
        assertThat(run("dataset", "list", "--url", "ftp://x", "--token-file", token.toString()))
                .isEqualTo(ExitStatus.INPUT);
        assertThat(err()).contains("--url").contains("\"ftp://x\"");
    }

    @Test
    void namesAKeyFileThatHoldsNoneAsTheCommandLineDoes() {
        assertThat(run("key", "show", token.toString())).isEqualTo(ExitStatus.INPUT);
        assertThat(err()).contains("FILE: ").doesNotContain("--sign-with");
    }

    @Test
    void refusesAnIdOfAnotherFormWithItsValue() {
        assertThat(run("grant", "show", "grt-1", "--url", "http://127.0.0.1:1", "--token-file", token.toString()))
                .isEqualTo(ExitStatus.INPUT);
        assertThat(err()).contains("GRANT").contains("\"grt-1\"");
    }

    @Test
    void whoRefusesARequestSetsNoTimeForAnAnswer() {
        var time = "2026-05-30T08:00:00Z";
        assertThat(run(
                        "request",
                        "check",
                        "req-7k3m9q2x4v8w1z5t",
                        "--refuse",
                        "--reason",
                        "No article",
                        "--answer-by",
                        time,
                        "--url",
                        "http://127.0.0.1:1",
                        "--token-file",
                        token.toString()))
                .isEqualTo(ExitStatus.INPUT);
        assertThat(err()).contains("--answer-by").contains(time);
    }

    @Test
    void refusesAPlaceOfARecordThatIsNone() {
        assertThat(run(
                        "correction",
                        "answer",
                        "cor-7k3m9q2x4v8w1z5t",
                        "--offset",
                        "2:x",
                        "--url",
                        "http://127.0.0.1:1",
                        "--token-file",
                        token.toString()))
                .isEqualTo(ExitStatus.INPUT);
        assertThat(err()).contains("--offset").contains("\"2:x\"");
    }

    @Test
    void saysWhichCatalogueDoesNotAnswer() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(run("dataset", "list", "--url", "http://127.0.0.1:" + port, "--token-file", token.toString()))
                .isEqualTo(ExitStatus.NO_ANSWER);
        assertThat(err())
                .contains("http://127.0.0.1:" + port)
                .contains("doctor")
                .doesNotContain("\tat ");
    }

    @Test
    void doctorTellsWhatIsWrongWhereNothingRuns() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(run("doctor", "--url", "http://127.0.0.1:" + port, "--token-file", token.toString()))
                .isEqualTo(ExitStatus.NO_ANSWER);
        assertThat(out()).contains("java").contains("catalogue").contains("silobridge catalogue run");
    }

    @Test
    void takesASandboxPortThatIsTakenForWhatTheUserTyped() throws IOException {
        try (var squatter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = Integer.toString(squatter.getLocalPort());

            assertThat(run("sandbox", "up", "--kafka-port", port)).isEqualTo(ExitStatus.INPUT);

            assertThat(err()).contains("Port " + port + " on 127.0.0.1, which you chose for Kafka, is taken.");
        }
    }

    @Test
    void takesAFileInThePlaceOfASandboxDirectoryForWhatTheUserTyped() {
        assertThat(run("sandbox", "up", "--data-dir", token.toString())).isEqualTo(ExitStatus.INPUT);

        assertThat(err()).contains(token + " cannot be the sandbox's directory: it is a file.", "--data-dir");
    }

    @Test
    void listsAsJsonInOneStableShape() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/databases", exchange -> {
            var body =
                    "{\"items\":[{\"title\":{\"zh\":\"人口\",\"en\":\"Population\"},\"kind\":\"basic\",\"slug\":\"population\"}]}"
                            .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            var url = "http://127.0.0.1:" + server.getAddress().getPort();
            assertThat(run("database", "list", "-o", "json", "--url", url, "--token-file", token.toString()))
                    .isEqualTo(ExitStatus.DONE);
        } finally {
            server.stop(0);
        }
        assertThat(out().replaceAll("\\s", ""))
                .isEqualTo(
                        "{\"items\":[{\"slug\":\"population\",\"kind\":\"basic\",\"title\":{\"en\":\"Population\",\"zh\":\"人口\"}}]}");
    }

    @Test
    void showsWhatAConfirmationWouldLetBeDone() throws IOException {
        var changes = IntStream.rangeClosed(1, 25)
                .mapToObj(i -> "- ALLOW READ TOPIC LITERAL sb.t" + (100 + i) + " User:guest *")
                .toList();
        var body = ("{'state':'stopped','stopped':{'plan':'pln-1','reason':{'code':'enforcement.x','text':'many'},"
                        + "'create':0,'remove':25,'at':'2026-03-01T08:00:00Z','changes':['"
                        + String.join("','", changes) + "']}}")
                .replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8);
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/enforcement", exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            var url = "http://127.0.0.1:" + server.getAddress().getPort();
            assertThat(run("enforcement", "status", "--url", url, "--token-file", token.toString()))
                    .isEqualTo(ExitStatus.DONE);
            assertThat(out())
                    .contains(changes.get(0), changes.get(19))
                    .contains("and 5 more")
                    .doesNotContain(changes.get(20));

            out.reset();
            assertThat(run("enforcement", "status", "-o", "json", "--url", url, "--token-file", token.toString()))
                    .isEqualTo(ExitStatus.DONE);
            assertThat(out()).contains(changes);

            out.reset();
            assertThat(run(
                            "enforcement",
                            "confirm",
                            "pln-1",
                            "--reason",
                            "seen",
                            "--url",
                            url,
                            "--token-file",
                            token.toString()))
                    .isEqualTo(ExitStatus.DONE);
            assertThat(out()).contains(changes.get(0)).contains("confirmed").doesNotContain("to go on");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void registeringADepartmentWithoutACredentialIsNotDoneAndNamesTheWayOut() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/departments", exchange -> {
            var body = ("{\"department\":{\"id\":\"dep-aaaaaaaaaaaaaaaa\",\"slug\":\"public-security\","
                            + "\"name\":{\"en\":\"Police\",\"zh\":\"公安厅\"},\"socialCreditCode\":\"11440000006939748E\","
                            + "\"level\":\"provincial\",\"divisionCode\":\"44\","
                            + "\"principal\":\"sb.dep-aaaaaaaaaaaaaaaa\",\"registeredAt\":\"2026-03-01T08:00:00Z\"}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(201, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        var file = home.resolve("public-security.properties");
        try {
            assertThat(run(
                            "department",
                            "register",
                            "--slug=public-security",
                            "--name-en=Police",
                            "--name-zh=公安厅",
                            "--social-credit-code=11440000006939748E",
                            "--level=provincial",
                            "--division-code=44",
                            "--client-config-file=" + file,
                            "--url=http://127.0.0.1:" + server.getAddress().getPort(),
                            "--token-file=" + token))
                    .isEqualTo(ExitStatus.NO_ANSWER);
        } finally {
            server.stop(0);
        }
        assertThat(err()).contains("silobridge department credential public-security --client-config-file");
        assertThat(file).doesNotExist();
    }

    @Test
    void alignsColumnsOfWideCharacters() {
        new Table("A", "B").row("人口", 1).row("x", 2).print(new java.io.PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out().lines()).containsExactly("A     B", "人口  1", "x     2");
    }

    @Test
    void letsNoTextOfOthersMoveTheTerminal() {
        assertThat(Console.safe("a\u001b[2Jb\u202ec")).isEqualTo("a\uFFFD[2Jb\uFFFDc");
    }

    @Test
    void readsTheSampleConfigurations() {
        var deploy = Path.of(System.getProperty("silobridge.project.dir"), "deploy");

        assertThat(ClientConfig.read(deploy.resolve("client.yaml")).orThrow().address())
                .hasToString("https://exchange.example.org:8080");
        assertThat(ClientConfig.read(deploy.resolve("subscriber.yaml"))
                        .orThrow()
                        .feed())
                .isNotNull();
    }

    @Test
    void refusesAnUnknownKeyOfAConfigurationWithTheNearestOne() throws IOException {
        var file = home.resolve("c.yaml");
        Files.writeString(file, """
                apiVersion: silobridge.org/v1
                kind: Client
                catalogue: {url: "http://127.0.0.1:8080", tokenfile: t}
                """);

        assertThat(run("dataset", "list", "--config", file.toString())).isEqualTo(ExitStatus.INPUT);
        assertThat(err()).contains("c.yaml:3").contains("tokenFile");
    }

    @Test
    void writesNoSecretOverAnotherFile() {
        assertThat(run(
                        "department",
                        "credential",
                        "x",
                        "--client-config-file",
                        token.toString(),
                        "--url",
                        "http://127.0.0.1:1",
                        "--token-file",
                        token.toString()))
                .isEqualTo(ExitStatus.INPUT);
        assertThat(err()).contains(token.toString());
    }

    @Test
    void hasHelpForEveryCommand() {
        check(Silobridge.commandLine(new Console(out, err, Clock.systemUTC(), Locale.ENGLISH, home)));
    }

    private static void check(CommandLine command) {
        var spec = command.getCommandSpec();
        assertThat(spec.usageMessage().description()).as(spec.qualifiedName()).isNotEmpty();
        spec.options().stream().filter(option -> !option.hidden()).forEach(option -> assertThat(option.description())
                .as(spec.qualifiedName() + " " + option.longestName())
                .isNotEmpty());
        command.getSubcommands().values().forEach(CommandTest::check);
    }

    @Test
    void saysEverythingInBothLanguages() throws IOException {
        assertThat(keys("cli.properties")).isEqualTo(keys("cli_zh.properties"));
        assertThat(keys("subscriber.properties")).isEqualTo(keys("subscriber_zh.properties"));
    }

    private static java.util.Set<String> keys(String bundle) throws IOException {
        var properties = new Properties();
        try (var in = CommandTest.class.getResourceAsStream("/silobridge/messages/" + bundle)) {
            properties.load(new java.io.InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return properties.stringPropertyNames();
    }

    @Test
    void makesUpRowsWithTheirFaultsAndAConnectorThatPublishesThem() throws IOException {
        var contract = PROJECT.resolve("schemas/population/resident.yaml").toString();
        var rows = home.resolve("data/residents.csv");
        var connector = home.resolve("residents.connector.yaml");
        Files.createDirectories(rows.getParent());

        var status = run(
                "dataset",
                "sample",
                contract,
                "--rows",
                "200",
                "--invalid",
                "2%",
                "--seed",
                "7",
                "--owner",
                "public-security",
                "--out",
                rows.toString(),
                "--connector",
                connector.toString());

        assertThat(err()).contains("200 rows of population/resident@1.0 (seed 7); 4 of them");
        assertThat(status).isEqualTo(ExitStatus.DONE);
        assertThat(Files.readAllLines(rows)).hasSize(201).first().asString().startsWith("residentId,fullName");
        assertThat(Files.readAllLines(home.resolve("data/residents.csv.faults.csv")))
                .hasSize(5)
                .first()
                .isEqualTo("row,line,path,reason");
        assertThat(rows.getParent()).isDirectoryNotContaining("glob:**.unfinished");
        assertThat(run("connector", "check", connector.toString(), "--contract", contract))
                .isEqualTo(ExitStatus.DONE);
        assertThat(out()).containsPattern("data/residents\\.csv +0 +200 +196 +4");
    }

    @Test
    void printsMadeUpRowsWhereNoFileIsNamed() {
        var contract = PROJECT.resolve("schemas/economy/macro-indicator.yaml").toString();

        assertThat(run("dataset", "sample", contract, "--rows", "3", "--format", "jsonl"))
                .isEqualTo(ExitStatus.DONE);

        assertThat(out().lines()).hasSize(3).allMatch(line -> line.startsWith("{\"indicatorCode\":\""));
    }

    @Test
    void refusesAShareThatIsNoneAndRowsBelowZero() {
        var contract = PROJECT.resolve("schemas/economy/macro-indicator.yaml").toString();

        assertThat(run("dataset", "sample", contract, "--rows", "-1", "--invalid", "2%%"))
                .isEqualTo(ExitStatus.INPUT);

        assertThat(err())
                .contains("--invalid")
                .contains("\"2%%\"")
                .contains("--rows")
                .contains("\"-1\"");
    }
}
