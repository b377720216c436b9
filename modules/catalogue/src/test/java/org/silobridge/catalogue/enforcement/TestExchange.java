package org.silobridge.catalogue.enforcement;

import static org.silobridge.catalogue.store.Columns.utc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.silobridge.catalogue.contract.PublishedVersion;
import org.silobridge.catalogue.dataset.Dataset;
import org.silobridge.catalogue.dataset.DatasetProgress;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.department.Department;
import org.silobridge.catalogue.department.DepartmentStore;
import org.silobridge.catalogue.grant.Grant;
import org.silobridge.catalogue.grant.GrantStore;
import org.silobridge.catalogue.grant.RecordedGrantProgress;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.contract.ContractReader;
import org.silobridge.contract.registry.SchemaRegistryClient;
import org.silobridge.model.ActorId;
import org.silobridge.model.ContractName;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DatasetName;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.DivisionCode;
import org.silobridge.model.GrantId;
import org.silobridge.model.KafkaNames;
import org.silobridge.model.Level;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.Outcome;
import org.silobridge.model.RequestId;
import org.silobridge.model.Slug;
import org.silobridge.sandbox.ExchangeInfrastructure;
import org.silobridge.sandbox.Service;
import org.silobridge.sandbox.SharedInfrastructure;

/**
 * An exchange with a PostgreSQL database and a Kafka prefix of its own on the disturbed infrastructure. It stands in for
 * the use-cases and the sequencer: what it stores is what they store, entry by entry, minus their rules.
 */
final class TestExchange implements AutoCloseable, DatasetProgress {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Slug ECOLOGY = new Slug("ecology-environment");
    private static final Slug AIR = new Slug("air-quality-hourly");

    final ExchangeInfrastructure infrastructure =
            SharedInfrastructure.disturbed(Service.KAFKA, Service.POSTGRES, Service.REGISTRY);
    final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    final Clock clock = clock();
    final SecureRandom random = new SecureRandom();
    final LedgerStaging staging = new LedgerStaging(clock, random);
    final ActorId actor;
    final EnforcementSettings settings;
    final KafkaCluster kafka;
    final EnforcementStore store;
    final Territory territory;
    final Jdbi db;
    private final Notices notices;
    private final RecordedGrantProgress progress;
    private final String database;
    private final HikariDataSource pool;
    private final GrantStore grants = new GrantStore();
    private Reconciler reconciler;

    private TestExchange(String prefix, String database, Optional<ActorId> known) {
        this.database = database;
        var config = new HikariConfig();
        config.setJdbcUrl(url(infrastructure, database));
        config.setUsername(infrastructure.databaseService().user());
        config.setPassword(infrastructure.databaseService().password());
        config.setMaximumPoolSize(5);
        config.setMinimumIdle(0); // Or the pool connects again while its database is copied, and is cut off.
        pool = new HikariDataSource(config);
        db = Jdbi.create(pool);
        settings = new EnforcementSettings(
                new KafkaNames(prefix),
                infrastructure.kafkaClientConfig(infrastructure.kafkaAdmin()),
                infrastructure.bootstrapServers(),
                "SASL_PLAINTEXT",
                Optional.empty(),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofDays(1),
                ReadQuotas.UNTOUCHED,
                new Guard(0.1, 3));
        territory = new Territory(settings.names());
        kafka = new AdminKafkaCluster(settings.kafka(), settings.timeout());
        var transactions = new Transactions(db, Duration.ofMinutes(1));
        notices = new Notices(transactions, staging, clock, random);
        progress = new RecordedGrantProgress(transactions, staging, notices);
        store = new PostgresEnforcementStore(
                pool, staging, notices, progress, this, settings.names(), TopicShape::of, random);
        reconciler = newReconciler();
        actor = known.orElseGet(() -> ActorId.random(random));
        if (known.isEmpty()) {
            open();
        }
    }

    static TestExchange fresh() {
        return empty("it" + Integer.toString(new SecureRandom().nextInt(1 << 30), 36) + NUMBER.incrementAndGet());
    }

    /** A database that knows nothing, under a prefix that may have a past on Kafka. */
    static TestExchange empty(String prefix) {
        var database = prefix + "_" + NUMBER.incrementAndGet();
        var infrastructure = SharedInfrastructure.disturbed(Service.KAFKA, Service.POSTGRES, Service.REGISTRY);
        create(infrastructure, database, "template1");
        Flyway.configure()
                .dataSource(
                        url(infrastructure, database),
                        infrastructure.databaseOwner().user(),
                        infrastructure.databaseOwner().password())
                .placeholders(
                        Map.of("serviceRole", infrastructure.databaseService().user()))
                .load()
                .migrate();
        return new TestExchange(prefix, database, Optional.empty());
    }

    /** This exchange, its database replaced by that one. */
    TestExchange restored(String backup) {
        close();
        return new TestExchange(settings.names().prefix(), backup, Optional.of(actor));
    }

    static void create(ExchangeInfrastructure infrastructure, String database, String template) {
        Jdbi.create(
                        url(infrastructure, "postgres"),
                        infrastructure.databaseSuperuser().user(),
                        infrastructure.databaseSuperuser().password())
                .useHandle(sql -> {
                    sql.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?", template);
                    sql.execute("CREATE DATABASE \"" + database + "\" TEMPLATE \"" + template + "\" OWNER \""
                            + infrastructure.databaseOwner().user() + "\"");
                });
    }

    private static String url(ExchangeInfrastructure infrastructure, String database) {
        return infrastructure.jdbcUrl().replaceFirst("/silobridge$", "/" + database);
    }

    /** A copy of the database as it is now. */
    String copy() {
        var name = database + "_copy";
        pool.getHikariPoolMXBean().softEvictConnections();
        create(infrastructure, name, database);
        return name;
    }

    /** The system's clock, as far ahead as the test says. */
    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Clock.systemUTC().instant().plus(ahead.get()).truncatedTo(ChronoUnit.MILLIS);
            }
        };
    }

    private void open() {
        db.useTransaction(sql -> {
            sql.execute(
                    "INSERT INTO exchange (name, prefix, ledger_origin, opened_at) VALUES ('Test', ?, 'test', ?)",
                    settings.names().prefix(),
                    utc(clock.instant()));
            staging.stage(
                    sql,
                    EntryDraft.bySystem(
                            EntryType.EXCHANGE_OPENED, settings.names().prefix()));
            sql.execute(
                    "INSERT INTO actor (id, subject, display_name, registered_at) VALUES (?, 'test', 'Test', ?)",
                    actor.value(),
                    utc(clock.instant()));
            staging.stage(sql, EntryDraft.bySystem(EntryType.ACTOR_REGISTERED, actor.value()));
            var version = air();
            sql.execute(
                    """
                        INSERT INTO contract_version (database, name, major, minor, yaml, avsc, wire_schema, digest,
                            published_at, published_by) VALUES (?, ?, 1, 0, ?, ?, ?, ?, ?, ?)""",
                    ECOLOGY.value(),
                    AIR.value(),
                    version.yaml(),
                    version.avsc(),
                    version.wireSchema(),
                    version.digest(),
                    utc(version.publishedAt()),
                    actor.value());
            staging.stage(
                    sql,
                    EntryDraft.bySystem(
                            EntryType.CONTRACT_PUBLISHED, version.name().toString()));
        });
        integrate();
    }

    private PublishedVersion air() {
        var folder = Path.of(System.getProperty("silobridge.project.dir", "../.."), "schemas", ECOLOGY.value());
        try {
            var yaml = Files.readString(folder.resolve(AIR + ".yaml"));
            var avsc = Files.readString(folder.resolve(AIR + ".avsc"));
            var contract = ContractReader.read("air", yaml, avsc).orThrow();
            return new PublishedVersion(
                    new ContractName(ECOLOGY, AIR),
                    new ContractVersion(1, 0),
                    yaml,
                    avsc,
                    contract.wireSchema().text(),
                    contract.digest(),
                    clock.instant(),
                    actor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    DepartmentId department(String slug) {
        var id = DepartmentId.random(random);
        db.useTransaction(sql -> {
            new DepartmentStore()
                    .insert(
                            sql,
                            new Department(
                                    id,
                                    new Slug(slug),
                                    new LocalisedText(slug, slug),
                                    "code-" + slug,
                                    Level.MUNICIPAL,
                                    new DivisionCode("4401"),
                                    clock.instant(),
                                    null,
                                    null));
            staging.stage(sql, EntryDraft.bySystem(EntryType.DEPARTMENT_REGISTERED, id.value()));
        });
        return id;
    }

    Dataset airOf(DepartmentId owner, String slug) {
        var name = new DatasetName(new ContractName(ECOLOGY, AIR), new Slug(slug));
        var dataset = new Dataset(
                DatasetId.random(random),
                name,
                1,
                owner,
                new Slug(slug),
                Duration.ofHours(24),
                settings.names().datasetTopic(name, 1),
                Dataset.State.PREPARING,
                clock.instant(),
                null,
                null);
        db.useTransaction(sql -> {
            new DatasetStore().insert(sql, dataset);
            staging.stage(
                    sql,
                    EntryDraft.bySystem(
                            EntryType.DATASET_REGISTERED, dataset.id().value()));
        });
        return dataset;
    }

    /** Approved and integrated. */
    GrantId grant(DepartmentId to, Dataset dataset, Duration length) {
        var grant = approve(to, dataset, length);
        integrate();
        return grant;
    }

    GrantId approve(DepartmentId to, Dataset dataset, Duration length) {
        var request = RequestId.random(random);
        var grant = GrantId.random(random);
        var now = clock.instant();
        db.useTransaction(sql -> {
            sql.execute("""
                    INSERT INTO access_request (id, dataset, department, purpose, legal_basis, scenario, groups,
                        duration_days, state, filed_at, filed_by, decided_at, decision_code)
                    VALUES (?, ?, ?, 'p', 'b', 's', '{open}', 1, 'approved', ?, ?, ?, 'by-rule')""", request.value(), dataset.id().value(), to.value(), utc(now), actor.value(), utc(now));
            staging.stage(sql, EntryDraft.by(actor, EntryType.REQUEST_FILED, request.value()));
            grants.insert(
                    sql,
                    Grant.approved(grant, request, dataset.id(), to, List.of("open"), now, now.plus(length), null));
            staging.stage(sql, EntryDraft.by(actor, EntryType.GRANT_APPROVED, grant.value()));
        });
        return grant;
    }

    void revoke(GrantId id) {
        change(id, EntryType.GRANT_REVOKED, grant -> grant.revoked(actor, "over", clock.instant()));
    }

    /** What the use-case stores, minus its rules. */
    void suspend(GrantId id) {
        store(id, EntryType.GRANT_SUSPENDED, """
                UPDATE access_grant SET state = 'suspended', suspended_at = :at, suspended_by = :actor,
                       suspended_as = 'steward', suspend_reason = 'out of scope' WHERE id = :id""");
    }

    void resume(GrantId id) {
        store(id, EntryType.GRANT_RESUMED, """
                UPDATE access_grant SET state = 'approved', active_at = NULL, suspended_at = NULL, suspended_by = NULL,
                       suspended_as = NULL, suspend_reason = NULL, withheld_at = NULL, resumed_at = :at
                 WHERE id = :id""");
    }

    private void store(GrantId id, EntryType type, String update) {
        db.useTransaction(sql -> {
            sql.createUpdate(update)
                    .bind("id", id.value())
                    .bind("at", utc(clock.instant()))
                    .bind("actor", actor.value())
                    .execute();
            staging.stage(sql, EntryDraft.by(actor, type, id.value()));
        });
    }

    Grant grant(GrantId id) {
        return db.withHandle(sql -> grants.find(sql, id)).orElseThrow();
    }

    private boolean change(GrantId id, EntryType type, Function<Grant, Outcome<Grant>> transition) {
        return db.inTransaction(sql -> {
            var outcome = transition.apply(grants.lock(sql, id).orElseThrow());
            if (outcome instanceof Outcome.Ok<Grant> ok) {
                grants.update(sql, ok.value());
                staging.stage(sql, EntryDraft.bySystem(type, id.value()));
                return true;
            }
            return false;
        });
    }

    @Override
    public void schemaRegistered(DatasetId dataset, ContractVersion version, int schemaId, Instant at) {
        db.useHandle(sql -> sql.execute(
                "INSERT INTO dataset_schema (dataset, minor, schema_id, registered_at) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING",
                dataset.value(),
                version.minor(),
                schemaId,
                utc(at)));
    }

    @Override
    public void datasetReady(DatasetId dataset, Instant at) {
        db.useTransaction(sql -> {
            if (sql.execute(
                            "UPDATE dataset SET state = 'ready', ready_at = ? WHERE id = ? AND state = 'preparing'",
                            utc(at),
                            dataset.value())
                    == 1) {
                staging.stage(sql, EntryDraft.bySystem(EntryType.DATASET_READY, dataset.value()));
            }
        });
    }

    /** Moves what is staged into the ledger, with a made-up tree: enforcement looks at sizes and roots alone. */
    void integrate() {
        db.useTransaction(sql -> {
            var ids = sql.createQuery("SELECT id FROM ledger_pending ORDER BY ord")
                    .mapTo(String.class)
                    .list();
            if (ids.isEmpty()) {
                return;
            }
            long size = sql.createQuery("SELECT size FROM ledger_head")
                    .mapTo(Long.class)
                    .one();
            long to = size + ids.size();
            var root = new byte[32];
            random.nextBytes(root);
            var frontier = new byte[32 * Long.bitCount(to)];
            sql.createQuery("SELECT 1 FROM ledger_integrate(:size, :ids, :frontier, :root)")
                    .bind("size", size)
                    .bindArray("ids", String.class, ids)
                    .bind("frontier", frontier)
                    .bind("root", root)
                    .mapTo(Integer.class)
                    .one();
            sql.createQuery("SELECT 1 FROM ledger_keep_checkpoint(:size, :root, :frontier, 'note')")
                    .bind("size", to)
                    .bind("root", root)
                    .bind("frontier", frontier)
                    .mapTo(Integer.class)
                    .one();
        });
    }

    /** All entries of this type, staged or integrated: their objects. */
    List<String> entries(EntryType type) {
        return db.withHandle(sql -> sql.createQuery("""
                        SELECT object FROM (SELECT object, payload FROM ledger_entry
                                            UNION ALL SELECT object, payload FROM ledger_pending) e
                         WHERE convert_from(payload, 'UTF8')::jsonb ->> 'type' = :type""")
                .bind("type", type.code())
                .mapTo(String.class)
                .list());
    }

    /** What those who oversee the exchange are told, each as its text and those of its details. */
    List<String> toldOverseers() {
        return db.withHandle(sql -> sql.createQuery("""
                        SELECT about || ' ' || code || ' ' || details::text FROM notice
                         WHERE department IS NULL ORDER BY written_at""").mapTo(String.class).list());
    }

    Reconciler newReconciler() {
        return newReconciler(kafka);
    }

    Reconciler newReconciler(KafkaCluster kafka) {
        reconciler = new Reconciler(
                kafka, store, territory, settings.guard(), settings.quarantineRetention(), settings.quotas(), clock);
        return reconciler;
    }

    /** Looks until nothing is left that a further look would mend; schemas are not registered by this. */
    Reconciler.Look look() {
        var looks = new ArrayList<Reconciler.Look>();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            looks.add(reconciler.look(() -> true));
            return !looks.get(looks.size() - 1).unfinished();
        });
        return looks.get(looks.size() - 1);
    }

    EnforcementController controller() {
        return controller(infrastructure.registryUrl());
    }

    EnforcementController controller(URI registry) {
        var controller = EnforcementController.over(
                pool,
                staging,
                notices,
                progress,
                this,
                new SchemaRegistryClient(registry, Duration.ofSeconds(3)),
                settings,
                clock,
                random);
        controller.start();
        return controller;
    }

    AclBinding reads(DepartmentId department, Dataset dataset) {
        return World.allow(
                territory.principal(department),
                ResourceType.TOPIC,
                PatternType.LITERAL,
                dataset.topic(),
                AclOperation.READ);
    }

    @Override
    public void close() {
        kafka.close();
        pool.close();
    }
}
