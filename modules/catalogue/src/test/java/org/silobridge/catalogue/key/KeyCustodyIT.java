package org.silobridge.catalogue.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.model.ActorId;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Refusal;
import org.silobridge.sandbox.ExchangeInfrastructure;
import org.silobridge.sandbox.Sandbox;
import org.silobridge.sandbox.SandboxOptions;
import org.silobridge.sandbox.Service;

/** Against a real PostgreSQL, as the service's role. */
class KeyCustodyIT {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-01T00:00:00Z"), ZoneOffset.UTC);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final LedgerStaging LEDGER = new LedgerStaging(CLOCK, RANDOM);
    private static final DepartmentId OWNER = DepartmentId.random(RANDOM);
    private static final ActorId ACTOR = ActorId.random(RANDOM);
    private static ExchangeInfrastructure exchange;
    private static Jdbi database;

    @TempDir
    Path directory;

    private Path keysetFile;

    @BeforeAll
    static void start() {
        exchange = Sandbox.start(SandboxOptions.defaults().withServices(Service.POSTGRES));
        var owner = exchange.databaseOwner();
        var service = exchange.databaseService();
        Flyway.configure()
                .dataSource(exchange.jdbcUrl(), owner.user(), owner.password())
                .placeholders(Map.of("serviceRole", service.user()))
                .load()
                .migrate();
        database = Jdbi.create(exchange.jdbcUrl(), service.user(), service.password());
        database.useTransaction(db -> {
            LEDGER.stage(db, EntryDraft.bySystem(EntryType.DEPARTMENT_REGISTERED, OWNER.value()));
            db.execute(
                    "INSERT INTO department VALUES (?, 'public-security', 'x', 'x', '11440000000000000X', 'provincial', '44', now())",
                    OWNER.value());
        });
    }

    @AfterAll
    static void stop() {
        exchange.close();
    }

    /** Each test starts with a database without secrets, whose keyset file is not there yet. */
    @BeforeEach
    void forgetEarlierSecrets() {
        var owner = exchange.databaseOwner();
        Jdbi.create(exchange.jdbcUrl(), owner.user(), owner.password()).useTransaction(db -> {
            db.execute("ALTER TABLE dataset_key DISABLE TRIGGER USER");
            db.execute("DELETE FROM dataset_key");
            db.execute("ALTER TABLE dataset_key ENABLE TRIGGER USER");
        });
        keysetFile = directory.resolve("keyset.json");
    }

    @Test
    void aSecretIsMadeOnceAndTheSameIsLeasedEachTime() {
        var custody = open().orThrow();
        var dataset = registered(custody);

        var first = leased(custody, dataset);

        assertThat(Base64.getDecoder().decode(first)).hasSize(32);
        boolean madeAgain = database.inTransaction(db -> custody.create(db, dataset, 1, OWNER, ACTOR));
        assertThat(madeAgain).isFalse();
        assertThat(leased(custody, dataset)).isEqualTo(first);
        assertThat(leased(open().orThrow(), dataset)).isEqualTo(first);
    }

    @Test
    void twoDatasetsHaveTwoSecrets() {
        var custody = open().orThrow();

        assertThat(leased(custody, registered(custody))).isNotEqualTo(leased(custody, registered(custody)));
    }

    @Test
    void makingAndLeasingAreInTheLedger() {
        var custody = open().orThrow();
        var dataset = registered(custody);
        leased(custody, dataset);

        assertThat(entries(dataset)).hasSize(3);
        assertThat(entries(dataset).get(1))
                .contains("\"type\":\"key.created\"", OWNER.value(), ACTOR.value(), "\"wrappingKey\":1");
        assertThat(entries(dataset).get(2))
                .contains("\"type\":\"key.leased\"", "\"expiresAt\":\"2026-11-02T00:00:00Z\"");
    }

    @Test
    void theSecretIsNeitherInTheDatabaseNorInTheLedgerNorSaid() {
        var custody = open().orThrow();
        var dataset = registered(custody);
        var secret = leased(custody, dataset);

        var wrapped = database.withHandle(db -> db.createQuery("SELECT wrapped FROM dataset_key")
                .mapTo(byte[].class)
                .one());
        assertThat(new String(wrapped, StandardCharsets.ISO_8859_1))
                .doesNotContain(new String(Base64.getDecoder().decode(secret), StandardCharsets.ISO_8859_1));
        assertThat(String.join("", entries(dataset))).doesNotContain(secret);
        try (var lease = database.inTransaction(
                db -> custody.open(db, ticket(custody, db, dataset).orThrow()))) {
            assertThat(lease.toString()).doesNotContain(secret).contains("***");
        }
    }

    @Test
    void aClosedLeaseHoldsNothing() {
        var custody = open().orThrow();
        var dataset = registered(custody);

        var lease = database.inTransaction(
                db -> custody.open(db, ticket(custody, db, dataset).orThrow()));
        lease.close();

        assertThat(Base64.getDecoder().decode(lease.secretBase64())).containsOnly(0);
    }

    @Test
    void aDatasetWithoutASecretHasNothingToLease() {
        var custody = open().orThrow();

        var refusal = refusal(database.inTransaction(db -> ticket(custody, db, DatasetId.random(RANDOM))));

        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
        assertThat(refusal.reason().code()).isEqualTo("catalogue.key.none");
    }

    @Test
    void aSecretWithoutItsEntryCannotBeCommitted() {
        var custody = open().orThrow();
        var dataset = registered(custody);

        assertThatThrownBy(() -> database.useTransaction(db -> db.execute(
                        "INSERT INTO dataset_key VALUES (?, 2, 'record-key', 1, ?, now())",
                        dataset.value(),
                        new byte[60])))
                .hasStackTraceContaining("no ledger entry, no change");
    }

    @Test
    void theServiceCannotChangeOrRemoveASecret() {
        registered(open().orThrow());

        assertThatThrownBy(() -> database.useHandle(db -> db.execute("DELETE FROM dataset_key")))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> database.useHandle(db -> db.execute("UPDATE dataset_key SET wrapping_key = 2")))
                .hasMessageContaining("permission denied");
    }

    @Test
    void doesNotStartWithoutTheFileThatUnwrapsWhatIsThere() throws Exception {
        registered(open().orThrow());
        Files.delete(keysetFile);

        assertThat(refusal(open()).reason().code()).isEqualTo("catalogue.key.keyset-missing");
        assertThat(keysetFile).doesNotExist();
    }

    @Test
    void doesNotStartWithTheKeysetOfAnotherExchange() throws Exception {
        registered(open().orThrow());
        Files.delete(keysetFile);
        new KeysetFile(keysetFile).create(RANDOM).orThrow();

        assertThat(refusal(open()).reason().code()).isEqualTo("catalogue.key.keyset-wrong");
    }

    @Test
    void doesNotStartWithoutAKeyThatIsStillNeeded() throws Exception {
        registered(open().orThrow());
        Files.writeString(
                keysetFile,
                Files.readString(keysetFile).replace("\"1\"", "\"2\"").replace("\"current\" : 1", "\"current\" : 2"));

        assertThat(refusal(open()).reason().code()).isEqualTo("catalogue.key.keyset-incomplete");
    }

    private Outcome<KeyCustody> open() {
        return database.withHandle(db -> KeyCustody.open(keysetFile, db, LEDGER, CLOCK, RANDOM));
    }

    private static DatasetId registered(KeyCustody custody) {
        var dataset = DatasetId.random(RANDOM);
        var contract = "c" + dataset.value().substring(4);
        database.useTransaction(db -> {
            LEDGER.stage(db, EntryDraft.by(ACTOR, EntryType.DATASET_REGISTERED, dataset.value()));
            db.execute(
                    "INSERT INTO dataset (id, database, contract, major, owner, named, home, freshness, topic, state, registered_at) VALUES (?, 'population', ?, 1, ?, 'owner', 'owner', 'PT24H', ?, 'preparing', now())",
                    dataset.value(),
                    contract,
                    OWNER.value(),
                    contract);
            assertThat(custody.create(db, dataset, 1, OWNER, ACTOR)).isTrue();
        });
        return dataset;
    }

    private static Outcome<LeaseTicket> ticket(KeyCustody custody, Handle db, DatasetId dataset) {
        return custody.lease(db, dataset, 1, OWNER, ACTOR, Duration.ofDays(1));
    }

    private static String leased(KeyCustody custody, DatasetId dataset) {
        var ticket = database.inTransaction(db -> ticket(custody, db, dataset)).orThrow();
        try (var lease = database.withHandle(db -> custody.open(db, ticket))) {
            return lease.secretBase64();
        }
    }

    private static List<String> entries(DatasetId dataset) {
        return database.withHandle(db -> db.createQuery(
                        "SELECT convert_from(payload, 'UTF8') FROM ledger_pending WHERE object = ? ORDER BY ord")
                .bind(0, dataset.value())
                .mapTo(String.class)
                .list());
    }

    private static Refusal refusal(Outcome<?> outcome) {
        return ((Outcome.Refused<?>) outcome).refusal();
    }
}
