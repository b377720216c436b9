package org.silobridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.silobridge.catalogue.TestCatalogue.json;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.catalogue.contract.CompatibilityGate;
import org.silobridge.catalogue.enforcement.Enforcement;
import org.silobridge.catalogue.http.CallLimits;
import org.silobridge.contract.yaml.Secret;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.Refusal.Kind;

/** What the service does when something it stands on is missing: it waits and says so, or refuses to start and says why. */
class StartIT {
    @TempDir
    Path directory;

    @Test
    void servesWithoutKafkaAndRegistryAndSaysSo() throws Exception {
        try (var catalogue = TestCatalogue.start(
                TestCatalogue.config(directory, TestCatalogue.freshDatabase()),
                Clock.systemUTC(),
                new ConfiguredOutside())) {
            var registered = catalogue.post(
                    catalogue.operator, "/departments", TestCatalogue.department("one", "11100000000013127D"));

            assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
            assertThat(json(registered).containsKey("kafka")).isFalse();
            Awaitility.await().untilAsserted(() -> {
                var health = catalogue.get(null, "/health");
                assertThat(health.statusCode()).isEqualTo(200);
                assertThat(json(health).getString("status")).isEqualTo("degraded");
                assertThat(check(json(health), "kafka").getString("status")).isEqualTo("down");
            });
            var enforcement = json(catalogue.get(catalogue.operator, "/enforcement"));
            assertThat(enforcement.getString("state")).isEqualTo("failing");
            assertThat(enforcement.getJsonObject("detail").getString("code"))
                    .isEqualTo("enforcement.kafka-unavailable");
            assertThat(enforcement.getJsonObject("ledger").getLong("size")).isPositive();
        }
    }

    @Test
    void saysThatNobodySignsTheLedgerAndExportsNothingBeforeTheFirstCheckpoint() throws Exception {
        try (var catalogue = TestCatalogue.start(
                TestCatalogue.config(directory, TestCatalogue.freshDatabase()),
                Clock.systemUTC(),
                new TestCatalogue.FakeOutside(false))) {
            var auditor = catalogue.actor("aude", "auditor", null);

            var health = json(catalogue.get(null, "/health"));
            var enforcement = json(catalogue.get(auditor, "/enforcement"));
            var export = catalogue.get(auditor, "/ledger/export");

            assertThat(health.getString("status")).isEqualTo("degraded");
            assertThat(check(health, "ledger").getString("code")).isEqualTo("signer-refuses.STATE_LOST");
            assertThat(enforcement
                            .getJsonObject("ledger")
                            .getJsonObject("signerRefusal")
                            .getString("detail"))
                    .contains("secret/signed-state");
            assertThat(export.statusCode()).isEqualTo(503);
            assertThat(json(export).getString("code")).isEqualTo("catalogue.unavailable.no-checkpoint");
        }
    }

    @Test
    void refusesAPortThatIsTaken() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var config = TestCatalogue.config(directory, TestCatalogue.freshDatabase());
            var refusal = refused(new CatalogueConfig(
                    config.exchange(),
                    new CatalogueConfig.Http(
                            "127.0.0.1",
                            taken.getLocalPort(),
                            Optional.empty(),
                            8,
                            1 << 20,
                            Duration.ofSeconds(20),
                            CallLimits.usual()),
                    config.postgres(),
                    config.kafka(),
                    config.registry(),
                    config.keys(),
                    config.ledger(),
                    config.law(),
                    config.delivery(),
                    config.use(),
                    config.bootstrap()));

            assertThat(refusal.kind()).isEqualTo(Kind.INVALID);
            assertThat(refusal.reason().code()).isEqualTo("catalogue.http.cannot-listen");
            assertThat(refusal.reason().parameters())
                    .containsEntry("port", String.valueOf(taken.getLocalPort()))
                    .hasEntrySatisfying(
                            "problem", problem -> assertThat(problem).contains("in use"));
        }
    }

    @Test
    void refusesALedgerDirectoryThatCannotBeOne() throws Exception {
        Files.writeString(directory.resolve("ledger"), "a file where the directory should be");

        assertThat(refused(TestCatalogue.config(directory, TestCatalogue.freshDatabase()))
                        .reason()
                        .code())
                .isEqualTo("catalogue.ledger.no-signer");
    }

    @Test
    void refusesASigningKeyThatOthersMayRead() throws Exception {
        var config = TestCatalogue.config(directory, TestCatalogue.freshDatabase());
        var key = Files.createDirectories(config.ledger().directory()).resolve("signing-key.pem");
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));

        var refusal = refused(config);

        assertThat(refusal.reason().code()).isEqualTo("contract.file.open-to-others");
        assertThat(refusal.in(Locale.ENGLISH)).contains("chmod 600 " + key);
    }

    @Test
    void refusesASignerWhoseStateIsNotOfThisLedger() throws Exception {
        Files.createDirectories(directory.resolve("ledger"));
        Files.writeString(directory.resolve("ledger/signed-state"), "something else");

        assertThat(refused(TestCatalogue.config(directory, TestCatalogue.freshDatabase()))
                        .reason()
                        .code())
                .isEqualTo("catalogue.ledger.no-signer");
    }

    @Test
    void refusesAWrongPasswordAtOnce() throws Exception {
        var config = TestCatalogue.config(directory, TestCatalogue.freshDatabase());
        for (var wrong : List.of("owner", "service")) {
            var user = new CatalogueConfig.User(config.postgres().service().user(), new Secret("wrong"));
            var refusal = refused(new CatalogueConfig(
                    config.exchange(),
                    config.http(),
                    new CatalogueConfig.Postgres(
                            config.postgres().url(),
                            wrong.equals("owner") ? user : config.postgres().owner(),
                            wrong.equals("service") ? user : config.postgres().service(),
                            4,
                            Duration.ofSeconds(1)),
                    config.kafka(),
                    config.registry(),
                    config.keys(),
                    config.ledger(),
                    config.law(),
                    config.delivery(),
                    config.use(),
                    config.bootstrap()));

            assertThat(refusal.reason().code()).as(wrong).isEqualTo("catalogue.postgres.no-entry");
        }
    }

    @Test
    void leavesAnOperatorTokenFileAloneThatIsThereAlready() throws Exception {
        var file = directory.resolve("operator-token");
        Files.writeString(file, "of another exchange");
        var config = TestCatalogue.config(directory, TestCatalogue.freshDatabase());

        assertThat(refused(config).reason().code()).isEqualTo("catalogue.bootstrap.token-file-taken");
        assertThat(Files.readString(file)).isEqualTo("of another exchange");

        Files.delete(file);
        TestCatalogue.start(config, Clock.systemUTC(), new TestCatalogue.FakeOutside(true))
                .close();
        var token = Files.readString(file);
        TestCatalogue.start(config, Clock.systemUTC(), new TestCatalogue.FakeOutside(true))
                .close();
        assertThat(Files.readString(file)).isEqualTo(token);
    }

    @Test
    void handsTheOperatorTokenOverAfterAKillBetweenCommitAndRename() throws Exception {
        var config = TestCatalogue.config(directory, TestCatalogue.freshDatabase());
        TestCatalogue.start(config, Clock.systemUTC(), new TestCatalogue.FakeOutside(true))
                .close();
        Files.move(directory.resolve("operator-token"), directory.resolve("operator-token.part"));

        try (var again = TestCatalogue.start(config, Clock.systemUTC(), new TestCatalogue.FakeOutside(true))) {
            assertThat(again.get(again.operator, "/me").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void leavesNothingRunningWhenItIsInterruptedWhileItWaits() throws Exception {
        var closed = new ArrayList<String>();
        var outside = new Catalogue.Outside() {
            private final Catalogue.Outside fake = new TestCatalogue.FakeOutside(false);

            @Override
            public Outcome<Enforcement> enforcement(Catalogue.Surroundings surroundings) {
                return Outcome.refused(
                        Kind.UNAVAILABLE,
                        Reason.of("catalogue.unavailable.kafka-at-start", "problem", "kafka.invalid"));
            }

            @Override
            public CompatibilityGate gate() {
                return fake.gate();
            }

            @Override
            public Outcome<Catalogue.RunningLedger> ledger(Catalogue.Surroundings surroundings) {
                return fake.ledger(surroundings)
                        .map(ledger -> new Catalogue.RunningLedger(
                                ledger.pages(), ledger.verifierKey(), () -> closed.add("ledger")));
            }
        };
        var config = TestCatalogue.config(directory, TestCatalogue.freshDatabase());
        var here = Thread.currentThread();

        try {
            Catalogue.start(config, Clock.systemUTC(), new SecureRandom(), reason -> here.interrupt(), outside);
            fail("it went on");
        } catch (InterruptedException expected) {
            assertThat(closed).containsExactly("ledger");
        }
    }

    private static JsonObject check(JsonObject health, String name) {
        return health.getJsonObject("checks").getJsonObject(name);
    }

    private static Refusal refused(CatalogueConfig config) throws IOException, InterruptedException {
        var started = Catalogue.start(
                config, Clock.systemUTC(), new SecureRandom(), waiting -> {}, new TestCatalogue.FakeOutside(true));
        if (started instanceof Outcome.Ok<Catalogue> ok) {
            ok.value().close();
            throw new AssertionError("it started");
        }
        return ((Outcome.Refused<Catalogue>) started).refusal();
    }
}
