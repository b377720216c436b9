package org.silobridge.it.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.catalogue.Catalogue;
import org.silobridge.catalogue.CatalogueConfig;
import org.silobridge.client.BegunLogIn;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.SessionId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.KafkaNames;
import org.silobridge.model.Outcome;
import org.silobridge.sandbox.Keycloak;
import org.silobridge.sandbox.OtherListeners;
import org.silobridge.sandbox.Service;
import org.silobridge.sandbox.SharedInfrastructure;

/**
 * Who is known elsewhere. People log in at a Keycloak, as a browser does it, and come back with a session of the catalogue,
 * which needs neither Kafka nor a registry for it. Departments' clients come to Kafka with its tokens, and with certificates.
 */
@Order(5)
class KeycloakIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path directory;

    private static Keycloak keycloak;
    private static Catalogue catalogue;
    private static OtherListeners kafka;
    private static String brief = "";
    private static String operator = "";
    private static URI site = URI.create("about:blank");
    private final Browser browser = new Browser();

    @BeforeAll
    static void anExchangeWhosePeopleAreKnownElsewhere() throws Exception {
        keycloak = Keycloak.start(directory.resolve("keycloak"));
        brief = accessToken(Keycloak.BRIEF, Keycloak.CONNECTOR_SECRET);
        kafka = new OtherListeners(directory.resolve("kafka"), keycloak);
        catalogue = Catalogue.start(
                        CatalogueConfig.read(configuration()).orThrow(),
                        Clock.systemUTC(),
                        new SecureRandom(),
                        waiting -> {})
                .orThrow();
        site = URI.create("http://127.0.0.1:" + catalogue.port());
        operator = Files.readString(directory.resolve("operator-token")).trim();
        register(Keycloak.LI_NA.subject(), "李娜", "auditor");
        register(Keycloak.CLIENT_SUBJECT, "A program", "auditor");
        register(Keycloak.CONNECTOR_SUBJECT, "A connector", "auditor");
    }

    @AfterAll
    static void stop() {
        if (catalogue != null) {
            catalogue.close();
        }
        if (kafka != null) {
            kafka.close();
        }
        if (keycloak != null) {
            keycloak.close();
        }
    }

    @Test
    void whoIsRegisteredUnderTheirSubjectComesBackWithASession() throws Exception {
        var sent = browser.get(at("/login?return=/api/v1/me"));
        var back = browser.logIn(sent, Keycloak.LI_NA.user(), Keycloak.LI_NA.password());
        var memory = browser.cookie(site, "silobridge-login");
        var in = browser.get(Browser.target(back));
        var me = browser.get(Browser.target(in));
        var session = json(browser.get(at("/session")));

        assertThat(Browser.target(sent).toString())
                .startsWith(keycloak.authorizationEndpoint().toString());
        assertThat(in.statusCode()).as(in.body()).isEqualTo(303);
        assertThat(browser.cookie(site, "silobridge-login")).isEmpty();
        assertThat(Browser.target(in)).isEqualTo(at("/me"));
        assertThat(json(me).at("/actor/displayName").asText()).isEqualTo("李娜");

        // The same answer again, with the memory that it belongs to: Keycloak gives nothing for a code twice.
        browser.plant(site, "silobridge-login", memory);
        assertThat(code(browser.get(Browser.target(back)))).isEqualTo("catalogue.login.issuer-refused");

        var out = browser.post(
                at("/logout"), "X-CSRF-Token", session.get("csrfToken").asText());
        assertThat(out.statusCode()).isEqualTo(204);
        assertThat(browser.get(at("/me")).statusCode()).isEqualTo(401);
    }

    @Test
    void aCommandLineHasASessionOfWhoLogsInInABrowserAndIsAskedAgainThoughTheyDidAMomentAgo() throws Exception {
        browser.logIn(browser.get(at("/login")), Keycloak.LI_NA.user(), Keycloak.LI_NA.password());
        var waiting = 49_152; // A port of this machine; the test does what listens there.
        var begun = client(Optional.empty()).beginLogIn(waiting).orThrow();

        var back = Browser.target(browser.logIn(begun.page(), Keycloak.LI_NA.user(), Keycloak.LI_NA.password()));
        assertThat(back.toString()).startsWith("http://127.0.0.1:" + waiting + "/?");
        var answered = Arrays.stream(back.getRawQuery().split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], UTF_8)));

        // Who has only what the browser brought has nothing.
        var overheard = new BegunLogIn(begun.page(), waiting, "silobridge-login=" + "x".repeat(43));
        assertThat(refusal(client(Optional.empty()).finishLogIn(overheard, answered)))
                .isEqualTo("catalogue.login.not-begun");
        var session = client(Optional.empty()).finishLogIn(begun, answered).orThrow();
        var mine = client(Optional.of(session));
        assertThat(mine.me().orThrow().actor().displayName()).isEqualTo("李娜");

        mine.logOut().orThrow();
        assertThat(refusal(mine.me())).isEqualTo("catalogue.session.over");
    }

    private static CatalogueClient client(Optional<SessionId> as) {
        return new CatalogueClient(site, as, Locale.ENGLISH, Duration.ofSeconds(30));
    }

    private static String refusal(Outcome<?> outcome) {
        return outcome instanceof Outcome.Refused<?> no ? no.refusal().reason().code() : "none";
    }

    @Test
    void whoIsNotRegisteredIsToldUnderWhichSubjectAndWhomToAsk() throws Exception {
        var back = browser.logIn(browser.get(at("/login")), Keycloak.WANG_WEI.user(), Keycloak.WANG_WEI.password());
        var in = browser.get(Browser.target(back));

        assertThat(in.statusCode()).isEqualTo(403);
        assertThat(code(in)).isEqualTo("catalogue.actor.subject-unknown");
        assertThat(json(in).get("detail").asText()).contains(Keycloak.WANG_WEI.subject(), "operator");
        assertThat(browser.cookie(site, "silobridge")).isEmpty();
    }

    @Test
    void anAnswerForAnotherBrowserOpensNothing() throws Exception {
        var victim = new Browser();
        victim.get(at("/login"));
        var attackers = browser.logIn(browser.get(at("/login")), Keycloak.LI_NA.user(), Keycloak.LI_NA.password());

        assertThat(code(victim.get(Browser.target(attackers)))).isEqualTo("catalogue.login.not-begun");
        assertThat(code(new Browser().get(Browser.target(attackers)))).isEqualTo("catalogue.login.not-begun");
        assertThat(victim.cookie(site, "silobridge")).isEmpty();
        assertThat(code(browser.get(at("/login?return=//evil.example")))).isEqualTo("catalogue.login.return");
    }

    @Test
    void tokensOfTheIssuerAreTakenByTheirAudienceAndThereAreNoPasswordsBesideIt() throws Exception {
        var ours = accessToken(Keycloak.CLIENT, Keycloak.CLIENT_SECRET);
        var kafkas = accessToken(Keycloak.CONNECTOR, Keycloak.CONNECTOR_SECRET);

        var me = browser.get(at("/me"), "Authorization", "Bearer " + ours);
        assertThat(json(me).at("/actor/displayName").asText()).isEqualTo("A program");
        // Of the same issuer and of a registered subject, but for Kafka.
        assertThat(code(browser.get(at("/me"), "Authorization", "Bearer " + kafkas)))
                .isEqualTo("catalogue.actor.token-unknown");
        var password = send("POST", "/login", "{\"user\":\"" + Keycloak.LI_NA.subject() + "\",\"password\":\"x\"}");
        assertThat(code(password)).isEqualTo("catalogue.login.at-the-issuer");
    }

    @Test
    void aClientOfTheIssuerReadsWhatItsLogInMayUntilThatRightEndsThoughItsTokenHolds() throws Exception {
        kafka.give(Keycloak.CONNECTOR_LOGIN);
        var cached = kafka.token(accessToken(Keycloak.CONNECTOR, Keycloak.CONNECTOR_SECRET));
        try (var reader = kafka.reader(kafka.client(Keycloak.CONNECTOR, Keycloak.CONNECTOR_SECRET));
                var hoarder = kafka.reader(cached)) {
            kafka.assertReads(reader);
            kafka.assertReads(hoarder);

            kafka.end(Keycloak.CONNECTOR_LOGIN);

            kafka.assertRefused(reader);
            kafka.assertRefused(hoarder);
        }
        // The token opens a connection still, and nothing behind it.
        try (var again = kafka.reader(cached)) {
            kafka.assertRefused(again);
        }
    }

    @Test
    void aTokenForSomethingElseOrOfNobodyOrThatIsOverIsNotTakenByKafka() throws Exception {
        for (var other : List.of(Keycloak.PORTAL, Keycloak.NOBODY, Keycloak.ADMIN)) {
            kafka.assertTokenNotTaken(kafka.client(other, Keycloak.CONNECTOR_SECRET));
        }
        kafka.assertTokenNotTaken(kafka.token(brief));
        kafka.assertTokenNotTaken(kafka.token(unsigned()));
    }

    @Test
    void aCertificateOfALogInReadsWhatThatMayUntilItsRightEndsAndNobodyElsesReadsAnything() throws Exception {
        var names = new KafkaNames("sb");
        var holder = names.principal(DepartmentId.random(new SecureRandom()));
        var other = names.principal(DepartmentId.random(new SecureRandom()));
        kafka.give(holder);
        try (var reader = kafka.reader(kafka.certificate(holder));
                var stranger = kafka.reader(kafka.certificate(other))) {
            kafka.assertReads(reader);
            kafka.assertRefused(stranger);

            kafka.assertNotLetIn(kafka.certificate("admin"));
            kafka.assertNotLetIn(kafka.certificateOfAnotherAuthority(holder));
            kafka.assertNotLetIn(kafka.withoutCertificate());

            kafka.end(holder);

            kafka.assertRefused(reader);
        }
    }

    /** Says what a good one says, and is signed by nobody. */
    private static String unsigned() throws Exception {
        var good = accessToken(Keycloak.CONNECTOR, Keycloak.CONNECTOR_SECRET).split("\\.", -1);
        var head = Base64.getUrlEncoder().withoutPadding().encodeToString("{\"alg\":\"none\"}".getBytes(UTF_8));
        return head + "." + good[1] + "." + good[2];
    }

    private static String accessToken(String client, String secret) throws Exception {
        var basic = Base64.getEncoder().encodeToString((client + ":" + secret).getBytes(UTF_8));
        var asked = HttpRequest.newBuilder(keycloak.tokenEndpoint())
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                .build();
        return json(HttpClient.newHttpClient().send(asked, BodyHandlers.ofString()))
                .get("access_token")
                .asText();
    }

    private static URI at(String path) {
        return URI.create(site + "/api/v1" + path);
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }

    private static String code(HttpResponse<String> answer) throws IOException {
        return json(answer).path("code").asText(answer.statusCode() + " " + answer.body());
    }

    private static void register(String subject, String name, String role) throws Exception {
        var registered = send(
                "POST",
                "/actors",
                "{\"subject\": \"" + subject + "\", \"displayName\": \"" + name + "\", \"roles\": [{\"role\": \"" + role
                        + "\"}]}");
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
    }

    private static HttpResponse<String> send(String method, String path, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(at(path))
                                .header("Authorization", "Bearer " + operator)
                                .header("Content-Type", "application/json")
                                .method(method, BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static Path configuration() throws Exception {
        var postgres = SharedInfrastructure.with(Service.POSTGRES);
        var url = postgres.jdbcUrl().replaceFirst("/silobridge$", "/identity");
        var superuser = postgres.databaseSuperuser();
        try (var db = DriverManager.getConnection(
                        postgres.jdbcUrl().replaceFirst("/silobridge$", "/postgres"),
                        superuser.user(),
                        superuser.password());
                var statement = db.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS identity WITH (FORCE)"); // Of a run before this one.
            statement.execute(
                    "CREATE DATABASE identity OWNER " + postgres.databaseOwner().user());
        }
        secret("owner", postgres.databaseOwner().password());
        secret("service", postgres.databaseService().password());
        secret("client", Keycloak.CLIENT_SECRET);
        secret("admin.properties", "bootstrap.servers=127.0.0.1:1\n");
        var file = directory.resolve("catalogue.yaml");
        Files.writeString(file, """
                apiVersion: silobridge.org/v1
                kind: Catalogue
                exchange: {name: Identity, prefix: sb}
                http: {port: 0}
                postgres:
                  url: "%s"
                  owner: {user: "%s", passwordFile: owner}
                  service: {user: "%s", passwordFile: service}
                kafka: {adminConfigFile: admin.properties, clientBootstrapServers: "127.0.0.1:1", timeout: PT1S}
                registry: {url: "http://127.0.0.1:1", timeout: PT1S}
                keys: {keysetFile: keyset}
                ledger: {origin: test.example/identity, directory: ledger}
                bootstrap: {operatorTokenFile: operator-token}
                identity:
                  issuer: "%s"
                  audience: %s
                  keysUrl: "%s"
                  client: {id: %s, secretFile: client, authorizationUrl: "%s", tokenUrl: "%s"}
                """.formatted(
                        url,
                        postgres.databaseOwner().user(),
                        postgres.databaseService().user(),
                        keycloak.issuer(),
                        Keycloak.API_AUDIENCE,
                        keycloak.jwks(),
                        Keycloak.CLIENT,
                        keycloak.authorizationEndpoint(),
                        keycloak.tokenEndpoint()));
        return file;
    }

    private static void secret(String name, String text) throws IOException {
        var file = directory.resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
