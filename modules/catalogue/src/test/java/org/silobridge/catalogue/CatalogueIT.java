package org.silobridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.catalogue.contract.CompatibilityGate;
import org.silobridge.catalogue.enforcement.DependencyHealth;
import org.silobridge.catalogue.enforcement.Enforcement;
import org.silobridge.catalogue.enforcement.EnforcementStatus;
import org.silobridge.catalogue.enforcement.KafkaCredential;
import org.silobridge.catalogue.http.LedgerPages;
import org.silobridge.contract.evolution.Evolution;
import org.silobridge.contract.yaml.Secret;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.KafkaNames;
import org.silobridge.model.Outcome;
import org.silobridge.sandbox.ExchangeInfrastructure;
import org.silobridge.sandbox.Login;
import org.silobridge.sandbox.Sandbox;
import org.silobridge.sandbox.SandboxOptions;
import org.silobridge.sandbox.Service;

/** The API against a real PostgreSQL; Kafka's side is a fake here, it has tests of its own. Told in order, as a story. */
@TestMethodOrder(OrderAnnotation.class)
class CatalogueIT {
    private static final Path PROJECT = Path.of(System.getProperty("silobridge.project.dir"));
    private static volatile Optional<String> ledgerRefusal = Optional.empty();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path directory;

    private static ExchangeInfrastructure sandbox;
    private static Catalogue catalogue;
    private static String operator;
    private static String publisher = "";
    private static String steward = "";
    private static String otherSteward = "";
    private static String applicant = "";

    @BeforeAll
    static void start() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults().withServices(Service.POSTGRES));
        catalogue = Catalogue.start(config(), Clock.systemUTC(), new SecureRandom(), new FakeOutside())
                .orThrow();
        operator = Files.readString(directory.resolve("operator-token")).trim();
    }

    @AfterAll
    static void stop() {
        catalogue.close();
        sandbox.close();
    }

    @Test
    @Order(1)
    void refusesWhoShowsNoToken() throws Exception {
        var answer = call("GET", "/me", null, null);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(json(answer).getString("code")).isEqualTo("catalogue.actor.token-missing");
    }

    @Test
    @Order(2)
    void registersDepartmentsOnceAndShowsTheCredentialOnce() throws Exception {
        var first = post(operator, "/departments", department("beijing-ecology", "11100000000013127D"));
        var again = post(operator, "/departments", department("beijing-ecology", "11100000000013127D"));
        var other = post(operator, "/departments", department("beijing-ecology", "11100000000013338W"));
        var reader = post(operator, "/departments", department("emergency-office", "11100000000013338W"));
        var wrong = post(operator, "/departments", department("Bad Slug", "911100001000131360"));

        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        assertThat(json(first).getJsonObject("kafka").getString("password")).isNotBlank();
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).containsKey("kafka")).isFalse();
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(reader.statusCode()).isEqualTo(201);
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(json(wrong).getJsonArray("violations")).hasSize(2);
    }

    @Test
    @Order(3)
    void registersActorsWithTokens() throws Exception {
        publisher = actor("pia", "publisher", "beijing-ecology");
        steward = actor("stella", "steward", "beijing-ecology");
        otherSteward = actor("stefan", "steward", "beijing-ecology");
        applicant = actor("anna", "applicant", "emergency-office");

        assertThat(json(call("GET", "/me", applicant, null))
                        .getJsonArray("roles")
                        .getJsonObject(0)
                        .getString("role"))
                .isEqualTo("applicant");
        assertThat(call("GET", "/actors", applicant, null).statusCode()).isEqualTo(403);
    }

    @Test
    @Order(4)
    void publishesAContractOnce() throws Exception {
        var first = publish("ecology-environment/air-quality-hourly");
        var again = publish("ecology-environment/air-quality-hourly");
        var conditional = publish("health-care/daily-case-counts");

        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(conditional.statusCode()).as(conditional.body()).isEqualTo(201);
    }

    @Test
    @Order(5)
    void registersADatasetAndGrantsUnconditionallyAtOnce() throws Exception {
        var dataset = dataset("ecology-environment/air-quality-hourly");

        var filed = request(dataset, "k-1");
        var replayed = request(dataset, "k-1");
        var same = request(dataset, null);

        assertThat(filed.statusCode()).as(filed.body()).isEqualTo(201);
        assertThat(json(filed).getString("state")).isEqualTo("approved");
        assertThat(json(filed).getString("grant")).startsWith("grt-");
        assertThat(json(replayed).getString("id")).isEqualTo(json(filed).getString("id"));
        assertThat(same.statusCode()).isEqualTo(200);
    }

    @Test
    @Order(6)
    void ofTwoStewardsAtOnceOneDecides() throws Exception {
        var filed = request(dataset("health-care/daily-case-counts"), null);
        assertThat(json(filed).getString("state")).isEqualTo("pending");
        var path = "/requests/" + json(filed).getString("id") + "/decision";
        var pool = Executors.newFixedThreadPool(2);

        var answers = pool.invokeAll(List.<Callable<HttpResponse<String>>>of(
                () -> post(steward, path, new JsonObject().put("decision", "approve")),
                () -> post(
                        otherSteward,
                        path,
                        new JsonObject().put("decision", "refuse").put("reason", "no need"))));

        pool.shutdown();
        assertThat(Stream.of(answers.get(0).get(), answers.get(1).get()).map(HttpResponse::statusCode))
                .containsExactlyInAnyOrder(200, 409);
    }

    @Test
    @Order(7)
    void revokesOnceAndTellsTheReader() throws Exception {
        var grants = json(
                call("GET", "/grants?dataset=ecology-environment~air-quality-hourly~beijing-ecology", steward, null));
        var grant = grants.getJsonArray("items").getJsonObject(0).getString("id");
        var reason = new JsonObject().put("reason", "duty ended");

        var revoked = post(steward, "/grants/" + grant + "/revocation", reason);
        var again = post(steward, "/grants/" + grant + "/revocation", reason);
        var told = json(call(
                "GET", "/datasets/ecology-environment~air-quality-hourly~beijing-ecology/access", applicant, null));

        assertThat(json(revoked).getString("state")).isEqualTo("revoked");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(told.getString("state")).isEqualTo("ended");
        assertThat(told.getString("reason")).isEqualTo("duty ended");
    }

    @Test
    @Order(8)
    void saysEverythingThatIsWrongWithARequestInTheCallersLanguage() throws Exception {
        var body = new JsonObject()
                .put("dataset", "ecology-environment/air-quality-hourly/beijing-ecology")
                .put("department", "emergency-office")
                .put("purpose", "PublicBenefit")
                .put("legalBasis", " ")
                .put("groups", new JsonArray(List.of("nothing")))
                .put("durationDays", 0);

        var answer = call("POST", "/requests", applicant, body, "Accept-Language", "zh-CN");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).getJsonArray("violations")).hasSize(4);
        assertThat(json(answer).getString("detail")).contains("无法提交申请");
    }

    @Test
    @Order(9)
    void saysWhereABodyDoesNotFitTheDocument() throws Exception {
        var answer = post(operator, "/departments", new JsonObject().put("slug", 7));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).getString("code")).isEqualTo("catalogue.input.invalid");
        assertThat(json(answer).getJsonArray("violations")).isNotEmpty();
    }

    @Test
    @Order(10)
    void saysThatTheLedgerIsNotSigned() throws Exception {
        ledgerRefusal = Optional.of("STATE_LOST");
        try {
            var answer = HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + catalogue.port() + "/health"))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(json(answer).getString("status")).isEqualTo("degraded");
            assertThat(json(answer)
                            .getJsonObject("checks")
                            .getJsonObject("ledger")
                            .getString("detail"))
                    .contains("STATE_LOST");
        } finally {
            ledgerRefusal = Optional.empty();
        }
    }

    private static JsonObject department(String slug, String code) {
        return new JsonObject()
                .put("slug", slug)
                .put("name", new JsonObject().put("en", slug).put("zh", "部门"))
                .put("socialCreditCode", code)
                .put("level", "municipal")
                .put("divisionCode", "110000");
    }

    private static String actor(String subject, String role, String department) throws Exception {
        var registered = post(
                operator,
                "/actors",
                new JsonObject()
                        .put("subject", subject)
                        .put("displayName", subject)
                        .put(
                                "roles",
                                new JsonArray()
                                        .add(new JsonObject().put("role", role).put("department", department))));
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
        var token = post(
                operator,
                "/actors/" + json(registered).getString("id") + "/tokens",
                new JsonObject().put("label", "test"));
        assertThat(token.statusCode()).as(token.body()).isEqualTo(201);
        return json(token).getString("token");
    }

    private static HttpResponse<String> publish(String contract) throws Exception {
        var base = PROJECT.resolve("schemas/" + contract);
        return post(
                publisher,
                "/contracts",
                new JsonObject()
                        .put("contract", Files.readString(Path.of(base + ".yaml")))
                        .put("schema", Files.readString(Path.of(base + ".avsc"))));
    }

    private static String dataset(String contract) throws Exception {
        var registered = post(
                publisher,
                "/datasets",
                new JsonObject().put("contract", contract).put("major", 1).put("owner", "beijing-ecology"));
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
        return json(registered).getString("name");
    }

    private static HttpResponse<String> request(String dataset, @Nullable String key) throws Exception {
        var body = new JsonObject()
                .put("dataset", dataset)
                .put("department", "emergency-office")
                .put("purpose", "ProtectionOfPublicSecurity")
                .put("legalBasis", "Emergency Response Law, article 60")
                .put("groups", new JsonArray(List.of("open")))
                .put("durationDays", 90);
        return key == null
                ? call("POST", "/requests", applicant, body)
                : call("POST", "/requests", applicant, body, "Idempotency-Key", key);
    }

    private static HttpResponse<String> post(String token, String path, JsonObject body) throws Exception {
        return call("POST", path, token, body);
    }

    private static HttpResponse<String> call(
            String method, String path, @Nullable String token, @Nullable JsonObject body, String... headers)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + catalogue.port() + "/api/v1" + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonObject json(HttpResponse<String> answer) {
        return new JsonObject(answer.body());
    }

    private static CatalogueConfig config() {
        return new CatalogueConfig(
                new CatalogueConfig.Exchange("Test", new KafkaNames("sb")),
                new CatalogueConfig.Http("127.0.0.1", 0, Optional.empty(), 8, 1 << 20, Duration.ofSeconds(20)),
                new CatalogueConfig.Postgres(
                        sandbox.jdbcUrl(),
                        user(sandbox.databaseOwner()),
                        user(sandbox.databaseService()),
                        8,
                        Duration.ofSeconds(3)),
                new CatalogueConfig.Kafka(
                        new Secret(""),
                        "127.0.0.1:9092",
                        "SASL_PLAINTEXT",
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        Duration.ofDays(90)),
                new CatalogueConfig.Registry(
                        URI.create("http://127.0.0.1:1"), URI.create("http://127.0.0.1:1"), Duration.ofSeconds(5)),
                new CatalogueConfig.Keys(directory.resolve("keyset"), Duration.ofDays(7)),
                new CatalogueConfig.Ledger(
                        "test.example/ledger", directory, Duration.ofMillis(150), Duration.ofMinutes(10)),
                new CatalogueConfig.Bootstrap(directory.resolve("operator-token"), "operator", Duration.ofDays(1)));
    }

    private static CatalogueConfig.User user(Login login) {
        return new CatalogueConfig.User(login.user(), new Secret(login.password()));
    }

    /** No Kafka, no registry, no sequencer. */
    private static final class FakeOutside implements Catalogue.Outside {
        @Override
        public Enforcement enforcement(Catalogue.Surroundings surroundings) {
            return new FakeEnforcement();
        }

        @Override
        public CompatibilityGate gate() {
            return Evolution::admit;
        }

        @Override
        public Outcome<Catalogue.RunningLedger> ledger(Catalogue.Surroundings surroundings) {
            return Outcome.ok(new Catalogue.RunningLedger(new NoPages(), "key", () -> {}));
        }
    }

    private static final class NoPages implements LedgerPages {
        @Override
        public Optional<String> refusal() {
            return ledgerRefusal;
        }

        @Override
        public Optional<String> checkpoint() {
            return Optional.empty();
        }

        @Override
        public void export(OutputStream out) {}

        @Override
        public JsonObject entries(long from, int limit) {
            return new JsonObject().put("size", 0).put("items", new JsonArray());
        }
    }

    private static final class FakeEnforcement implements Enforcement {
        @Override
        public void poke() {}

        @Override
        public Outcome<KafkaCredential> issueCredential(DepartmentId department, ActorId by) {
            return Outcome.ok(new KafkaCredential("sb." + department, "once", "a=b\n"));
        }

        @Override
        public EnforcementStatus status() {
            return new EnforcementStatus(EnforcementStatus.State.IN_STEP, null, 0, 0, 0, null, null, null);
        }

        @Override
        public Outcome<EnforcementStatus> confirm(String plan, ActorId by, String reason) {
            return Outcome.ok(status());
        }

        @Override
        public Map<String, DependencyHealth> health() {
            return Map.of("kafka", DependencyHealth.up());
        }

        @Override
        public void close() {}
    }
}
