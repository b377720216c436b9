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
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.clock.CalendarFile;
import org.silobridge.catalogue.clock.ClockProfile;
import org.silobridge.catalogue.clock.ClockProfileFile;
import org.silobridge.catalogue.clock.Step;
import org.silobridge.catalogue.contract.CompatibilityGate;
import org.silobridge.catalogue.delivery.DeliverySettings;
import org.silobridge.catalogue.enforcement.DependencyHealth;
import org.silobridge.catalogue.enforcement.Enforcement;
import org.silobridge.catalogue.enforcement.EnforcementStatus;
import org.silobridge.catalogue.enforcement.ReadQuotas;
import org.silobridge.catalogue.enforcement.RightsSurvey;
import org.silobridge.catalogue.http.CallLimits;
import org.silobridge.catalogue.http.LedgerPages;
import org.silobridge.catalogue.kafka.KafkaCredential;
import org.silobridge.catalogue.ledger.LedgerHealth;
import org.silobridge.catalogue.ledger.Signer;
import org.silobridge.catalogue.procedure.GrantTerms.Recertification;
import org.silobridge.catalogue.use.Use;
import org.silobridge.contract.evolution.Evolution;
import org.silobridge.contract.yaml.Secret;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.KafkaNames;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.sandbox.ExchangeInfrastructure;
import org.silobridge.sandbox.Login;
import org.silobridge.sandbox.Service;
import org.silobridge.sandbox.SharedInfrastructure;

/**
 * A catalogue over a database of its own on the shared PostgreSQL, and how tests call it. Kafka's side is a fake, it has
 * tests of its own; the ledger is the real one, unless a test says otherwise.
 */
final class TestCatalogue implements AutoCloseable {
    static final Path PROJECT = Path.of(System.getProperty("silobridge.project.dir"));
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final Catalogue running;
    final CatalogueConfig config;
    final String operator;

    TestCatalogue(Catalogue running, CatalogueConfig config, String operator) {
        this.config = config;
        this.running = running;
        this.operator = operator;
    }

    static TestCatalogue start(Path directory, Clock clock) throws Exception {
        return start(config(directory, freshDatabase()), clock, new FakeOutside(true));
    }

    static TestCatalogue start(CatalogueConfig config, Clock clock, Catalogue.Outside outside) throws Exception {
        var running = Catalogue.start(config, clock, new SecureRandom(), waiting -> {}, outside)
                .orThrow();
        return new TestCatalogue(
                running,
                config,
                Files.readString(config.bootstrap().operatorTokenFile()).trim());
    }

    @Override
    public void close() {
        running.close();
    }

    static ExchangeInfrastructure infrastructure() {
        return SharedInfrastructure.with(Service.POSTGRES);
    }

    /** The URL of an empty database. */
    static String freshDatabase() {
        return freshDatabase(infrastructure());
    }

    private static String freshDatabase(ExchangeInfrastructure infrastructure) {
        var name = "api_" + NUMBER.incrementAndGet();
        superuser(infrastructure, infrastructure.jdbcUrl().replaceFirst("/silobridge$", "/postgres"))
                .useHandle(db -> db.execute("CREATE DATABASE " + name + " OWNER "
                        + infrastructure.databaseOwner().user()));
        return infrastructure.jdbcUrl().replaceFirst("/silobridge$", "/" + name);
    }

    static Jdbi superuser(String url) {
        return superuser(infrastructure(), url);
    }

    private static Jdbi superuser(ExchangeInfrastructure infrastructure, String url) {
        return Jdbi.create(
                url,
                infrastructure.databaseSuperuser().user(),
                infrastructure.databaseSuperuser().password());
    }

    /** Without a conformity check: what most tests are about comes after it. */
    static CatalogueConfig config(Path directory, String url) {
        return config(infrastructure(), directory, url, withoutConformityCheck());
    }

    static CatalogueConfig config(Path directory, String url, ClockProfile profile) {
        return config(infrastructure(), directory, url, profile);
    }

    /** Over a database of its own on a PostgreSQL that may be killed. */
    static CatalogueConfig config(ExchangeInfrastructure infrastructure, Path directory) {
        return config(infrastructure, directory, freshDatabase(infrastructure), withoutConformityCheck());
    }

    private static ClockProfile withoutConformityCheck() {
        var profile = ClockProfileFile.brought(ClockProfileFile.DEFAULT);
        var limits = new HashMap<>(profile.limits());
        limits.remove(Step.CONFORMITY_CHECK);
        return new ClockProfile(profile.name(), profile.title(), profile.closes(), limits);
    }

    private static CatalogueConfig config(
            ExchangeInfrastructure infrastructure, Path directory, String url, ClockProfile profile) {
        return new CatalogueConfig(
                new CatalogueConfig.Exchange("Test", new KafkaNames("sb")),
                new CatalogueConfig.Http("127.0.0.1", 0, Optional.empty(), 8, 1 << 20, Duration.ofSeconds(20), wide()),
                new CatalogueConfig.Postgres(
                        url,
                        user(infrastructure.databaseOwner()),
                        user(infrastructure.databaseService()),
                        8,
                        Duration.ofSeconds(1)),
                new CatalogueConfig.Kafka(
                        new Secret("bootstrap.servers=127.0.0.1:1\n"),
                        "127.0.0.1:9092",
                        "SASL_PLAINTEXT",
                        Optional.empty(),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(1),
                        Duration.ofDays(90),
                        ReadQuotas.UNTOUCHED),
                new CatalogueConfig.Registry(
                        URI.create("http://127.0.0.1:1"),
                        URI.create("http://127.0.0.1:1"),
                        Duration.ofSeconds(1),
                        Optional.empty()),
                new CatalogueConfig.Keys(directory.resolve("keyset"), Duration.ofDays(7)),
                new CatalogueConfig.Ledger(
                        "test.example/ledger",
                        directory.resolve("ledger"),
                        Duration.ofMillis(50),
                        Duration.ofMinutes(10)),
                new CatalogueConfig.Law(
                        profile,
                        CalendarFile.brought(CalendarFile.DEFAULT),
                        ZoneId.of("Asia/Shanghai"),
                        Duration.ofMillis(200),
                        // Longer than any grant of a test that is not about it.
                        Optional.of(new Recertification(Period.ofMonths(6), 10)),
                        10),
                DeliverySettings.inboxOnly(),
                new Use.Settings(Duration.ofSeconds(1), 30),
                new CatalogueConfig.Bootstrap(directory.resolve("operator-token"), "operator", Duration.ofDays(30)));
    }

    /** The same, which looks at the time so often. */
    static CatalogueConfig looking(CatalogueConfig config, Duration interval) {
        var law = config.law();
        return under(
                config,
                new CatalogueConfig.Law(
                        law.profile(),
                        law.calendar(),
                        law.zone(),
                        interval,
                        law.recertification(),
                        law.endNoticeDays()));
    }

    /** The same under another law. */
    static CatalogueConfig under(CatalogueConfig config, CatalogueConfig.Law law) {
        return new CatalogueConfig(
                config.exchange(),
                config.http(),
                config.postgres(),
                config.kafka(),
                config.registry(),
                config.keys(),
                config.ledger(),
                law,
                config.delivery(),
                config.use(),
                config.bootstrap());
    }

    /** More than any test asks that is not about limits. */
    private static CallLimits wide() {
        var usual = CallLimits.usual();
        var rate = new CallLimits.Rate(1_000_000, 1_000_000);
        return new CallLimits(
                rate, rate, usual.connectionsPerAddress(), usual.headTimeout(), usual.bodyTimeout(), usual.keepAlive());
    }

    /** The same with a way out for notices. */
    static CatalogueConfig with(CatalogueConfig config, DeliverySettings delivery) {
        return new CatalogueConfig(
                config.exchange(),
                config.http(),
                config.postgres(),
                config.kafka(),
                config.registry(),
                config.keys(),
                config.ledger(),
                config.law(),
                delivery,
                config.use(),
                config.bootstrap());
    }

    /** A mail server on this machine that takes mail for {@code example.org}. */
    static DeliverySettings.Mail mail(int port) {
        return new DeliverySettings.Mail(
                "127.0.0.1",
                port,
                DeliverySettings.Security.NONE,
                Optional.empty(),
                "exchange@example.org",
                List.of("example.org"));
    }

    private static CatalogueConfig.User user(Login login) {
        return new CatalogueConfig.User(login.user(), new Secret(login.password()));
    }

    // Calls

    HttpResponse<String> get(@Nullable String token, String path) throws IOException, InterruptedException {
        return call("GET", path, token, null);
    }

    HttpResponse<String> post(@Nullable String token, String path, JsonObject body)
            throws IOException, InterruptedException {
        return call("POST", path, token, body.encode());
    }

    /** {@code path} is below /api/v1, unless it is /health. */
    HttpResponse<String> call(
            String method, String path, @Nullable String token, @Nullable String body, String... headers)
            throws IOException, InterruptedException {
        var base = "http://127.0.0.1:" + running.port() + (path.equals("/health") ? "" : "/api/v1");
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!List.of(headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    static JsonObject json(HttpResponse<String> answer) {
        return new JsonObject(answer.body());
    }

    // What most tests need before they begin

    static JsonObject department(String slug, String code) {
        return new JsonObject()
                .put("slug", slug)
                .put("name", new JsonObject().put("en", slug).put("zh", "部门"))
                .put("socialCreditCode", code)
                .put("level", "municipal")
                .put("divisionCode", "110000");
    }

    /** Registers an actor with one role and gives a token of it. */
    String actor(String subject, String role, @Nullable String department) throws Exception {
        var token = post(
                operator,
                "/actors/" + register(subject, role, department) + "/tokens",
                new JsonObject().put("label", "test"));
        assertThat(token.statusCode()).as(token.body()).isEqualTo(201);
        return json(token).getString("token");
    }

    /** Registers an actor with one role; its id. */
    String register(String subject, String role, @Nullable String department) throws Exception {
        var held = new JsonObject().put("role", role);
        var registered = post(
                operator,
                "/actors",
                new JsonObject()
                        .put("subject", subject)
                        .put("displayName", subject)
                        .put(
                                "roles",
                                new JsonArray().add(department == null ? held : held.put("department", department))));
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
        return json(registered).getString("id");
    }

    /** The body that publishes one of the project's own contracts. */
    static JsonObject contract(String name) throws IOException {
        var base = PROJECT.resolve("schemas/" + name);
        return new JsonObject()
                .put("contract", Files.readString(Path.of(base + ".yaml")))
                .put("schema", Files.readString(Path.of(base + ".avsc")));
    }

    static JsonObject request(String dataset, String department, String... groups) {
        return new JsonObject()
                .put("dataset", dataset)
                .put("department", department)
                .put("purpose", "ProtectionOfPublicSecurity")
                .put("legalBasis", "Emergency Response Law, article 60")
                .put("groups", new JsonArray(List.of(groups)))
                .put("durationDays", 90);
    }

    /** No Kafka and no registry, and where that is what the test is about, nobody who signs the ledger. */
    static final class FakeOutside implements Catalogue.Outside {
        private final boolean signs;
        private final Function<Catalogue.Surroundings, Enforcement> enforcement;

        FakeOutside(boolean signs) {
            this(signs, around -> new FakeEnforcement());
        }

        FakeOutside(boolean signs, Function<Catalogue.Surroundings, Enforcement> enforcement) {
            this.signs = signs;
            this.enforcement = enforcement;
        }

        @Override
        public Outcome<Enforcement> enforcement(Catalogue.Surroundings surroundings) {
            return Outcome.ok(enforcement.apply(surroundings));
        }

        @Override
        public CompatibilityGate gate() {
            return Evolution::judge;
        }

        @Override
        public Outcome<Catalogue.RunningLedger> ledger(Catalogue.Surroundings surroundings) {
            return signs
                    ? new ConfiguredOutside().ledger(surroundings)
                    : Outcome.ok(new Catalogue.RunningLedger(new NoPages(), "key", () -> {}));
        }
    }

    /** A ledger that nobody signs. */
    static class NoPages implements LedgerPages {
        @Override
        public Optional<String> checkpoint() {
            return Optional.empty();
        }

        @Override
        public LedgerHealth health() {
            return new LedgerHealth(
                    3,
                    0,
                    1,
                    Duration.ofMillis(20),
                    Optional.of(new Signer.Answer.Refused(Signer.Cause.STATE_LOST, "see secret/signed-state")),
                    Optional.empty());
        }

        @Override
        public void export(OutputStream out) {}

        @Override
        public JsonObject entries(long from, int limit) {
            return new JsonObject().put("size", 0).put("items", new JsonArray());
        }
    }

    static final class FakeEnforcement implements Enforcement {
        @Override
        public void poke() {}

        @Override
        public Outcome<KafkaCredential> issueCredential(DepartmentId department, ActorId by) {
            return Outcome.ok(new KafkaCredential("sb." + department, "once", "a=b\n"));
        }

        @Override
        public Outcome<KafkaCredential> rotateCredential(DepartmentId department, ActorId by, Duration overlap) {
            return issueCredential(department, by);
        }

        @Override
        public String addLogin(DepartmentId department, ActorId by) {
            return "sb." + department + ".2";
        }

        @Override
        public Outcome<String> endCredential(DepartmentId department, String user, ActorId by) {
            return Outcome.ok(user);
        }

        @Override
        public Outcome<Sight> sight(Collection<String> topics) {
            return Outcome.refused(
                    Refusal.Kind.UNAVAILABLE, Reason.of("enforcement.kafka-unavailable", "error", "there is none"));
        }

        @Override
        public Outcome<List<Long>> ends(String topic) {
            return Outcome.ok(List.of(100L));
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
        public Outcome<Instant> keep(String right, int days, ActorId by, String reason) {
            return Outcome.ok(Instant.EPOCH);
        }

        @Override
        public Outcome<RightsSurvey> survey() {
            return Outcome.ok(new RightsSurvey(Instant.EPOCH, Duration.ofDays(7), List.of()));
        }

        @Override
        public Map<String, DependencyHealth> health() {
            return Map.of("kafka", DependencyHealth.up());
        }

        @Override
        public void close() {}
    }
}
