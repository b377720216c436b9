package org.silobridge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.model.CorrectionId;
import org.silobridge.model.CorrectionState;
import org.silobridge.model.DatasetName;
import org.silobridge.model.DemandId;
import org.silobridge.model.DemandState;
import org.silobridge.model.Outcome;
import org.silobridge.model.Refusal;

class CatalogueClientTest {
    private static final ApiToken TOKEN = new ApiToken("sbt_" + "a".repeat(43));
    private final Map<String, String> seen = new ConcurrentHashMap<>();

    @TempDir
    Path folder;

    private HttpServer server;
    private CatalogueClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        client = clientOf(address());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static CatalogueClient clientOf(URI url) {
        return new CatalogueClient(url, Optional.of(TOKEN), Locale.CHINESE, Duration.ofSeconds(5));
    }

    private void answer(String path, int status, String body) {
        server.createContext(path, exchange -> {
            seen.put("path", exchange.getRequestURI().getRawPath());
            exchange.getRequestHeaders().forEach((name, values) -> seen.put(name, values.get(0)));
            seen.put("body", new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    @Test
    void saysWhatIsDecidedInTheWordsOfTheApi() {
        assertThat(Json.write(new Decision(Decision.Verdict.APPROVE, null, null)))
                .contains("\"approve\"");
        assertThat(Json.write(new Ruling(Ruling.Verdict.ORDER, "Art. 7", null, null, null)))
                .contains("\"order\"");
    }

    @Test
    void asksWithTokenAndLanguageAndIgnoresWhatItDoesNotKnow() {
        answer("/api/v1/databases", 200, """
                {"items":[{"slug":"population","kind":"basic","title":{"en":"Population","zh":"人口"},"later":1}]}""");

        var databases = client.databases().orThrow();

        assertThat(databases)
                .singleElement()
                .satisfies(d -> assertThat(d.title().zh()).isEqualTo("人口"));
        assertThat(seen).containsEntry("Authorization", "Bearer " + TOKEN.secret());
        assertThat(seen.get("Accept-language")).startsWith("zh");
    }

    @Test
    void readsTheWordsThatTheApiHasForStates() {
        var department =
                "{\"id\":\"dep-2b4d6f8h1j3k5m7p\",\"slug\":\"health\",\"name\":{\"en\":\"Health\",\"zh\":\"卫生\"}}";
        answer("/api/v1/demands/", 200, """
                {"id":"dmd-7k3m9q2x4v8w1z5t","department":%1$s,"holder":%1$s,"subject":"s","description":"d","purpose":"p",
                 "legalBasis":"l","state":"declined","filedAt":"2026-03-01T08:00:00Z","filedBy":"act-3k7m2q9xw4v5t8yz",
                 "ended":{"at":"2026-03-02T08:00:00Z","actor":"act-3k7m2q9xw4v5t8yz","reason":"no"}}""".replace("%1$s", department));
        answer("/api/v1/corrections/", 200, """
                {"id":"cor-7k3m9q2x4v8w1z5t","department":%1$s,"owner":%1$s,"grant":"grt-5t7y9v2j4q6p8a1s","field":"pm25",
                 "dataset":{"id":"dst-9q2w4e6r8t1y3v5j","name":"population/resident/public-security"},
                 "topic":"sb.population.resident.public-security.v1","partition":1,"offset":4711,"state":"open","filedAt":"2026-03-01T08:00:00Z",
                 "filedBy":"act-3k7m2q9xw4v5t8yz","due":{"at":"2026-03-16T09:00:00Z","orangeAt":"2026-03-12T09:00:00Z",
                 "colour":"orange","provisional":false}}""".replace("%1$s", department));

        var demand = client.demand(new DemandId("dmd-7k3m9q2x4v8w1z5t")).orThrow();
        var correction =
                client.correction(new CorrectionId("cor-7k3m9q2x4v8w1z5t")).orThrow();

        assertThat(demand.state()).isEqualTo(DemandState.DECLINED);
        assertThat(correction.state()).isEqualTo(CorrectionState.OPEN);
        assertThat(correction.key()).as("for the two departments alone").isNull();
    }

    @Test
    void goesOnFromPageToPageUntilThereIsNoMore() {
        var dataset = """
                {"id":"%1$s","name":"population/resident/%2$s","title":{"en":"t","zh":"t"},"database":"population",
                 "contract":"population/resident","major":1,"freshness":"PT24H","topic":"t","state":"ready","groups":[],
                 "owner":{"id":"dep-2b4d6f8h1j3k5m7p","slug":"health","name":{"en":"Health","zh":"卫生"}},
                 "registeredAt":"2026-03-01T08:00:00Z"}""";
        var first = dataset.replace("%1$s", "dst-9q2w4e6r8t1y3v5j").replace("%2$s", "tax");
        var second = dataset.replace("%1$s", "dst-9q2w4e6r8t1y3v5k").replace("%2$s", "water");
        var asked = new ArrayList<String>();
        server.createContext("/api/v1/datasets", exchange -> {
            asked.add(exchange.getRequestURI().getRawQuery());
            var body = asked.size() == 1
                    ? "{\"items\":[" + first + "],\"next\":\"dst-9q2w4e6r8t1y3v5j\"}"
                    : "{\"items\":[" + second + "]}";
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });

        assertThat(client.datasets("resident", null, null).orThrow())
                .extracting(found -> found.name().owner().value())
                .containsExactly("tax", "water");
        assertThat(asked).containsExactly("q=resident&limit=1000", "q=resident&after=dst-9q2w4e6r8t1y3v5j&limit=1000");
    }

    @Test
    void namesADatasetInAPathWithTildes() {
        answer("/api/v1/datasets/", 404, """
                {"code":"catalogue.dataset.unknown","parameters":{},"detail":"no such dataset","violations":[]}""");

        client.dataset(DatasetRef.of(DatasetName.parse("population/resident/public-security")));

        assertThat(seen).containsEntry("path", "/api/v1/datasets/population~resident~public-security");
    }

    @Test
    void givesARefusalWithKindCodeParametersViolationsAndTheServersSentence() {
        answer("/api/v1/requests", 400, """
                {"code":"elsewhere.request.invalid","parameters":{"count":"1"},"detail":"申请有误",
                 "violations":[{"path":"durationDays","value":"0","code":"elsewhere.days","parameters":{},"text":"至少一天"}]}""");

        var outcome = client.fileRequest(
                new NewRequest("a/b/c", "d", "P", "L", null, java.util.List.of("open"), 0, null), "key-1");

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            var refusal = refused.refusal();
            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INVALID);
            assertThat(refusal.reason().code()).isEqualTo("elsewhere.request.invalid");
            assertThat(refusal.reason().parameters()).containsEntry("count", "1");
            assertThat(refusal.in(Locale.CHINESE)).contains("申请有误").contains("durationDays: 至少一天 (\"0\")");
        });
        assertThat(seen).containsEntry("Idempotency-key", "key-1");
    }

    @Test
    void saysByAnExceptionOfItsOwnThatNobodyAnswers() {
        server.stop(0);

        assertThatThrownBy(() -> client.me())
                .isInstanceOf(CatalogueUnavailableException.class)
                .hasMessageContaining(address().toString())
                .hasMessageContaining("connection refused");
    }

    @Test
    void saysTheSameOfACatalogueThatCannotJustNow() {
        answer("/api/v1/me", 503, """
                {"code":"catalogue.database.down","parameters":{},"detail":"later","violations":[]}""");

        assertThatThrownBy(() -> client.me())
                .isInstanceOfSatisfying(CatalogueUnavailableException.class, e -> assertThat(e.refusal())
                        .isPresent());
    }

    @Test
    void refusesAnAnswerThatLacksWhatItMustHave() {
        answer("/api/v1/exchange", 200, "{\"name\":\"x\",\"prefix\":\"sb\"}");

        assertThatThrownBy(() -> client.exchange())
                .isInstanceOf(UnexpectedAnswerException.class)
                .hasMessageContaining("Exchange.kafkaBootstrapServers is missing");
    }

    @Test
    void refusesAnAnswerOfSomethingThatIsNoCatalogue() {
        answer("/api/v1/exchange", 404, "<html>nothing here</html>");

        assertThatThrownBy(() -> client.exchange())
                .isInstanceOf(UnexpectedAnswerException.class)
                .hasMessageContaining("is this a catalogue?");
    }

    @Test
    void leavesNoPartOfAnExportThatWasRefused() throws IOException {
        answer("/api/v1/ledger/export", 403, """
                {"code":"catalogue.forbidden","parameters":{},"detail":"no","violations":[]}""");

        assertThat(client.exportLedger(folder.resolve("x.silobridge-ledger"))).isInstanceOf(Outcome.Refused.class);
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void writesAnExportToItsFile() throws IOException {
        answer("/api/v1/ledger/export", 200, "silobridge-ledger-export/1 x\n");
        var file = folder.resolve("x.silobridge-ledger");

        assertThat(client.exportLedger(file).orThrow()).isEqualTo(29L);
        assertThat(file).hasContent("silobridge-ledger-export/1 x\n");
    }

    @Test
    void showsNoSecretInAnyText() {
        assertThat(TOKEN.toString()).doesNotContain("aaa");
        assertThat(client.toString()).doesNotContain("aaa");
        assertThat(new KafkaCredential("u", "hunter2", "password=hunter2").toString())
                .doesNotContain("hunter2");
        assertThatThrownBy(() -> new ApiToken("sbt_secretButTooShort")).hasMessageNotContaining("secretButTooShort");
    }
}
