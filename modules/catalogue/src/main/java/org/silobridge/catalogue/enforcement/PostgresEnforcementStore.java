package org.silobridge.catalogue.enforcement;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.silobridge.catalogue.store.Columns.instant;
import static org.silobridge.catalogue.store.Columns.instantOrNull;
import static org.silobridge.catalogue.store.Columns.utc;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.silobridge.catalogue.contract.ContractStore;
import org.silobridge.catalogue.contract.PublishedVersion;
import org.silobridge.catalogue.dataset.DatasetProgress;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.department.DepartmentStore;
import org.silobridge.catalogue.department.KafkaLogin;
import org.silobridge.catalogue.department.KafkaLoginStore;
import org.silobridge.catalogue.enforcement.CatalogueState.Dataset;
import org.silobridge.catalogue.enforcement.CatalogueState.Department;
import org.silobridge.catalogue.enforcement.CatalogueState.Grant;
import org.silobridge.catalogue.enforcement.CatalogueState.Login;
import org.silobridge.catalogue.enforcement.CatalogueState.WireSchema;
import org.silobridge.catalogue.enforcement.Surveyor.KnownGrant;
import org.silobridge.catalogue.grant.GrantProgress;
import org.silobridge.catalogue.grant.GrantStore;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.ledger.Hash;
import org.silobridge.model.ActorId;
import org.silobridge.model.ContractName;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.KafkaNames;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.Violation;

/** The catalogue's PostgreSQL. */
final class PostgresEnforcementStore implements EnforcementStore {
    private static final String CHANNEL = "silobridge_enforcement";

    /** What the channel says where the table of grants alone has changed. */
    private static final String DECISIONS = "access_grant";

    /** Rows that are kept of an answer at a time. */
    private static final int FETCH = 2_000;

    /** Rights that are written down in one transaction. */
    private static final int AT_ONCE = 1_000;

    private static final String LEDGERED = "g.state <> 'approved' OR p.object IS NULL AS ledgered";

    /** Of a grant, what hangs on Kafka; {@code p} is what of it the ledger has not integrated. */
    private static final String GRANT = "g.id, g.department, g.dataset, g.state, " + LEDGERED + ", g.ends_at,"
            + " g.resumed_at IS NOT NULL AS resumed, g.suspended_at IS NOT NULL AND g.withheld_at IS NOT NULL AS withheld";

    private final DataSource source;
    private final Jdbi jdbi;
    private final LedgerStaging ledger;
    private final Notices notices;
    private final GrantProgress grantProgress;
    private final DatasetProgress datasetProgress;
    private final KafkaNames names;
    private final Function<PublishedVersion, TopicShape> shapes;
    private final RandomGenerator random;
    private final DepartmentStore departments = new DepartmentStore();
    private final KafkaLoginStore logins = new KafkaLoginStore();
    private final DatasetStore datasets = new DatasetStore();
    private final ContractStore contracts = new ContractStore();
    private final GrantStore grants = new GrantStore();

    /** Contract versions never change, so that what was read of one holds for good. */
    private final Map<String, TopicShape> shapeByDigest = new ConcurrentHashMap<>();

    /**
     * @param source for the lease, which keeps one connection for as long as it leads
     * @param shapes reads a contract; asked once per version
     */
    PostgresEnforcementStore(
            DataSource source,
            LedgerStaging ledger,
            Notices notices,
            GrantProgress grantProgress,
            DatasetProgress datasetProgress,
            KafkaNames names,
            Function<PublishedVersion, TopicShape> shapes,
            RandomGenerator random) {
        this.names = names;
        this.source = source;
        this.jdbi = Jdbi.create(source);
        this.ledger = ledger;
        this.notices = notices;
        this.grantProgress = grantProgress;
        this.datasetProgress = datasetProgress;
        this.shapes = shapes;
        this.random = random;
    }

    @Override
    public CatalogueState read() {
        return jdbi.inTransaction(db -> {
            Transactions.seeOneSnapshot(db);
            var others = logins.all(db).stream().collect(groupingBy(KafkaLogin::department));
            return new CatalogueState(
                    departments.all(db).stream()
                            .map(department -> new Department(
                                    department.id(),
                                    department.slug(),
                                    department.hasEnded(),
                                    logins(others, department.id())))
                            .toList(),
                    datasets(db),
                    Stream.concat(
                                    effective(db).stream(),
                                    grants.formerHolders(db).stream().map(PostgresEnforcementStore::former))
                            .toList());
        });
    }

    @Override
    public List<Dataset> datasets() {
        return jdbi.inTransaction(db -> {
            Transactions.seeOneSnapshot(db);
            return datasets(db);
        });
    }

    /** All that may still have an effect on Kafka, without what it does not hang on: there may be very many. */
    private static List<Grant> effective(Handle db) {
        var departments = new HashMap<String, DepartmentId>();
        var datasets = new HashMap<String, DatasetId>();
        return db.createQuery("SELECT " + GRANT + """
                  FROM access_grant g LEFT JOIN (SELECT DISTINCT object FROM ledger_pending) p ON p.object = g.id
                 WHERE g.withdrawn_at IS NULL""")
                .setFetchSize(FETCH)
                .map((row, context) -> grant(
                        row,
                        departments.computeIfAbsent(row.getString("department"), DepartmentId::new),
                        datasets.computeIfAbsent(row.getString("dataset"), DatasetId::new)))
                .list();
    }

    private static Grant grant(ResultSet row) throws SQLException {
        return grant(row, new DepartmentId(row.getString("department")), new DatasetId(row.getString("dataset")));
    }

    private static Grant grant(ResultSet row, DepartmentId department, DatasetId dataset) throws SQLException {
        return new Grant(
                new GrantId(row.getString("id")),
                department,
                dataset,
                GrantState.of(row.getString("state")).orElseThrow(),
                row.getBoolean("ledgered"),
                instant(row, "ends_at"),
                row.getBoolean("resumed"),
                row.getBoolean("withheld"));
    }

    /** For the department that it has passed from, a grant has ended. */
    private static Grant former(GrantStore.Former former) {
        return new Grant(
                former.grant(),
                former.department(),
                former.dataset(),
                GrantState.REVOKED,
                true,
                former.until(),
                false,
                false);
    }

    @Override
    public List<Decision> ended(Instant now, int atMost) {
        return decisions(now, atMost, """
                SELECT g.*, d.topic,
                       EXISTS (
                           SELECT FROM access_grant o JOIN department h ON h.id = o.department
                            WHERE o.department = g.department AND o.dataset = g.dataset
                              AND o.ends_at > :now AND h.ended_at IS NULL
                              AND (o.state = 'active'
                                   OR o.state = 'approved'
                                      AND NOT EXISTS (SELECT FROM ledger_pending p WHERE p.object = o.id)))
                       AS stands_otherwise
                  FROM (SELECT COLUMNS FROM access_grant g
                         WHERE ended_at IS NOT NULL AND withdrawn_at IS NULL
                        UNION ALL
                        SELECT COLUMNS FROM access_grant g
                         WHERE state = 'suspended' AND withheld_at IS NULL AND ends_at > :now
                        UNION ALL
                        SELECT COLUMNS FROM access_grant g
                         WHERE state IN ('approved', 'active', 'suspended') AND ends_at <= :now
                        UNION ALL
                        SELECT g.id, f.department, g.dataset, 'revoked', true, g.ends_at, false, false
                          FROM former_holder f JOIN access_grant g ON g.id = f.access_grant
                         WHERE f.gone_at IS NULL
                         LIMIT :atMost) g
                  JOIN dataset d ON d.id = g.dataset
                 WHERE g.department <> d.owner""".replace("COLUMNS", GRANT.replace(LEDGERED, "true AS ledgered")));
    }

    @Override
    public List<Decision> approved(Instant now, int atMost) {
        return decisions(now, atMost, "SELECT " + GRANT + """
                     , d.topic, false AS stands_otherwise
                  FROM access_grant g
                  JOIN dataset d ON d.id = g.dataset
                  JOIN department h ON h.id = g.department
                  LEFT JOIN LATERAL (SELECT p.object FROM ledger_pending p WHERE p.object = g.id LIMIT 1) p ON true
                 WHERE g.state = 'approved' AND g.ends_at > :now AND h.ended_at IS NULL
                 LIMIT :atMost""");
    }

    private List<Decision> decisions(Instant now, int atMost, String query) {
        return jdbi.withHandle(db -> {
            var decisions = db.createQuery(query)
                    .bind("now", utc(now))
                    .bind("atMost", atMost)
                    .map((row, context) -> new Decision(
                            grant(row), List.of(), row.getString("topic"), row.getBoolean("stands_otherwise")))
                    .list();
            if (decisions.isEmpty()) {
                return decisions;
            }
            // After the decisions: a log-in that is new since has the right that is taken away, too.
            var its = logins
                    .of(
                            db,
                            decisions.stream()
                                    .map(made -> made.grant().department())
                                    .collect(toSet()))
                    .stream()
                    .collect(groupingBy(KafkaLogin::department));
            return decisions.stream()
                    .map(made -> new Decision(
                            made.grant(), logins(its, made.grant().department()), made.topic(), made.standsOtherwise()))
                    .toList();
        });
    }

    private static List<Login> logins(Map<DepartmentId, List<KafkaLogin>> all, DepartmentId department) {
        return all.getOrDefault(department, List.of()).stream()
                .map(login -> new Login(login.number(), login.stood(), login.overAt(), login.hasPassword()))
                .toList();
    }

    @Override
    public Set<GrantId> inForce(Collection<Grant> grants, Instant now) {
        return jdbi.withHandle(db -> db.createQuery("""
                        SELECT id FROM access_grant
                         WHERE id = ANY (:ids) AND state IN ('approved', 'active') AND ends_at > :now""")
                .bindArray("ids", String.class, ids(grants))
                .bind("now", utc(now))
                .map((row, context) -> new GrantId(row.getString("id")))
                .set());
    }

    private static List<String> ids(Collection<Grant> grants) {
        return grants.stream().map(grant -> grant.id().value()).toList();
    }

    private List<Dataset> datasets(Handle db) {
        Map<ContractName, Map<Integer, List<PublishedVersion>>> versions = contracts.all(db).stream()
                .collect(groupingBy(PublishedVersion::name, groupingBy(version -> version.version()
                        .major())));
        var schemaIds = new HashMap<DatasetId, Map<Integer, Integer>>();
        datasets.schemas(db).forEach(schema -> schemaIds
                .computeIfAbsent(schema.dataset(), id -> new HashMap<>())
                .put(schema.version().minor(), schema.schemaId()));
        var formerOwners = datasets.formerOwners(db);
        var unledgered = new HashSet<>(db.createQuery("""
                        SELECT object FROM ledger_pending
                         WHERE object LIKE 'dst-%' AND convert_from(payload, 'UTF8')::jsonb ->> 'type' = :passed""")
                .bind("passed", EntryType.DATASET_PASSED.code())
                .mapTo(String.class)
                .list());
        var all = new ArrayList<Dataset>();
        for (var dataset : datasets.all(db)) {
            var published =
                    versions.getOrDefault(dataset.name().contract(), Map.of()).getOrDefault(dataset.major(), List.of());
            if (published.isEmpty()) {
                throw new IllegalStateException("dataset " + dataset.id() + " has no contract");
            }
            var ids = schemaIds.getOrDefault(dataset.id(), Map.of());
            var shape = shape(published.get(published.size() - 1));
            all.add(new Dataset(
                    dataset.id(),
                    dataset.name(),
                    dataset.major(),
                    dataset.owner(),
                    dataset.home(),
                    formerOwners.getOrDefault(dataset.id(), List.of()),
                    shape.partitions(),
                    shape.retention(),
                    shape.compacted(),
                    published.stream()
                            .map(version -> new WireSchema(
                                    version.version().minor(),
                                    version.wireSchema(),
                                    ids.get(version.version().minor())))
                            .toList(),
                    dataset.isReady(),
                    dataset.readyAt() != null,
                    dataset.hasEnded(),
                    !unledgered.contains(dataset.id().value())));
        }
        return all;
    }

    private TopicShape shape(PublishedVersion version) {
        return shapeByDigest.computeIfAbsent(version.digest(), digest -> shapes.apply(version));
    }

    @Override
    public Optional<String> cluster() {
        return jdbi.withHandle(db -> db.createQuery("SELECT kafka_cluster_id FROM exchange")
                .mapTo(String.class)
                .findOne());
    }

    @Override
    public void bind(String clusterId) {
        jdbi.useTransaction(db -> {
            int rows = db.createUpdate("UPDATE exchange SET kafka_cluster_id = :id")
                    .bind("id", clusterId)
                    .execute();
            if (rows != 1) {
                throw new IllegalStateException("the exchange is not opened yet");
            }
        });
    }

    @Override
    public Marker ledger() {
        return jdbi.withHandle(
                db -> db.createQuery("SELECT size, root FROM ledger_checkpoint ORDER BY size DESC LIMIT 1")
                        .map((row, context) -> new Marker(row.getLong("size"), base64(row.getBytes("root"))))
                        .findOne()
                        .orElse(Marker.EMPTY));
    }

    @Override
    public List<KnownGrant> grants() {
        return jdbi.withHandle(db -> db.createQuery("""
                        SELECT id, department, dataset, state, coalesce(active_at, approved_at) AS since, ends_at,
                               coalesce(ended_at, suspended_at) AS over_at
                          FROM access_grant""")
                .map((row, context) -> new KnownGrant(
                        new GrantId(row.getString("id")),
                        new DepartmentId(row.getString("department")),
                        new DatasetId(row.getString("dataset")),
                        GrantState.of(row.getString("state")).orElseThrow(),
                        instant(row, "since"),
                        instant(row, "ends_at"),
                        instantOrNull(row, "over_at")))
                .list());
    }

    @Override
    public Map<String, Instant> foundSince() {
        return jdbi
                .withHandle(db -> db.createQuery("SELECT right_text, found_at FROM found_right WHERE gone_at IS NULL")
                        .map((row, context) -> Map.entry(row.getString("right_text"), instant(row, "found_at")))
                        .list())
                .stream()
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public boolean continues(Marker marker) {
        return marker.ledgerSize() == 0
                || jdbi.withHandle(db -> db.createQuery("SELECT root FROM ledger_checkpoint WHERE size = :size")
                                .bind("size", marker.ledgerSize())
                                .map((row, context) -> base64(row.getBytes("root")))
                                .findOne())
                        .filter(marker.rootHash()::equals)
                        .isPresent();
    }

    @Override
    public void expire(Collection<Grant> overdue, Instant now) {
        overdue.forEach(grant -> grantProgress.grantExpired(grant.id(), millis(now)));
    }

    @Override
    public void applied(Collection<Grant> applied, Instant seenAt) {
        if (!applied.isEmpty()) {
            grantProgress.grantsApplied(applied.stream().map(Grant::id).toList(), millis(seenAt));
        }
    }

    @Override
    public void withheld(Collection<Grant> withheld, Instant seenAt) {
        withheld.forEach(grant -> grantProgress.grantWithheld(grant.id(), millis(seenAt)));
    }

    @Override
    public void withdrawn(Collection<Grant> withdrawn, Instant seenAt) {
        withdrawn.forEach(grant -> grantProgress.grantWithdrawn(grant.id(), grant.department(), millis(seenAt)));
    }

    @Override
    public Map<String, Boolean> openFindings() {
        return jdbi
                .withHandle(db -> db.createQuery("SELECT right_text, inside FROM found_right WHERE gone_at IS NULL")
                        .map((row, context) -> Map.entry(row.getString("right_text"), row.getBoolean("inside")))
                        .list())
                .stream()
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public void found(Map<String, Boolean> rights, Instant seenAt) {
        record(EntryType.RIGHT_FOUND, rights, "removable", (db, some) -> db.createQuery("""
                        INSERT INTO found_right (object, right_text, inside, found_at)
                        SELECT o, t, i::boolean, :at FROM unnest(:objects, :rights, :values) AS new (o, t, i)
                        ON CONFLICT DO NOTHING RETURNING right_text""")
                .bindArray("objects", String.class, objects(some))
                .bindArray(
                        "values",
                        String.class,
                        some.stream()
                                .map(right -> String.valueOf(rights.get(right)))
                                .toList())
                .bind("at", utc(millis(seenAt))));
    }

    @Override
    public void healed(Map<String, String> how, Instant seenAt) {
        record(EntryType.RIGHT_HEALED, how, "how", (db, some) -> db.createQuery("""
                        UPDATE found_right SET gone_at = :at
                         WHERE right_text = ANY (:rights) AND gone_at IS NULL RETURNING right_text""")
                .bind("at", utc(millis(seenAt))));
    }

    @Override
    public Set<String> openLosses() {
        return jdbi.withHandle(db -> db.createQuery("SELECT right_text FROM lost_right WHERE over_at IS NULL")
                .mapTo(String.class)
                .set());
    }

    @Override
    public void lost(Set<String> rights, Instant seenAt) {
        record(
                EntryType.RIGHT_LOST,
                rights.stream().collect(toMap(right -> right, right -> "")),
                "",
                (db, some) -> db.createQuery("""
                        INSERT INTO lost_right (object, right_text, lost_at)
                        SELECT o, t, :at FROM unnest(:objects, :rights) AS new (o, t)
                        ON CONFLICT DO NOTHING RETURNING right_text""")
                        .bindArray("objects", String.class, objects(some))
                        .bind("at", utc(millis(seenAt))));
    }

    @Override
    public void lossesOver(Map<String, String> how, Instant seenAt) {
        record(EntryType.RIGHT_RESTORED, how, "how", (db, some) -> db.createQuery("""
                        UPDATE lost_right SET over_at = :at
                         WHERE right_text = ANY (:rights) AND over_at IS NULL RETURNING right_text""")
                .bind("at", utc(millis(seenAt))));
    }

    /**
     * Changes the rows of rights, many in a transaction, and stages an entry for each that was changed.
     *
     * @param told what is said of each right, under {@code name} where there is one
     * @param change is to answer the text of each right that it changed; {@code :rights} are bound
     */
    private void record(
            EntryType type, Map<String, ?> told, String name, BiFunction<Handle, List<String>, Query> change) {
        var all = told.keySet().stream().sorted().toList();
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            var some = all.subList(from, Math.min(from + AT_ONCE, all.size()));
            jdbi.useTransaction(db -> {
                var changed = change.apply(db, some)
                        .bindArray("rights", String.class, some)
                        .mapTo(String.class)
                        .list();
                ledger.stage(
                        db,
                        changed.stream()
                                .map(right -> {
                                    var entry = EntryDraft.bySystem(type, object(right))
                                            .with("right", right);
                                    return name.isEmpty() ? entry : entry.with(name, requireNonNull(told.get(right)));
                                })
                                .toList());
            });
        }
    }

    private static List<String> objects(List<String> rights) {
        return rights.stream().map(PostgresEnforcementStore::object).toList();
    }

    /** A right has no id of its own: one made of what it says. */
    private static String object(String right) {
        return "right-" + sha256(right).substring(0, 32);
    }

    @Override
    public Map<String, Instant> kept(Instant now) {
        return jdbi
                .withHandle(db -> db.createQuery(
                                "SELECT right_text, until FROM kept_right WHERE ended_at IS NULL AND until > :now")
                        .bind("now", utc(now))
                        .map((row, context) -> Map.entry(row.getString("right_text"), instant(row, "until")))
                        .list())
                .stream()
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public Outcome<Instant> keep(String right, Instant until, ActorId by, String reason, Instant at) {
        var end = millis(until);
        return jdbi.inTransaction(db -> {
            var inside = db.createQuery(
                            "SELECT inside FROM found_right WHERE right_text = :right ORDER BY id DESC LIMIT 1")
                    .bind("right", right)
                    .mapTo(Boolean.class)
                    .findOne();
            if (inside.isEmpty()) {
                return Outcome.refused(Refusal.Kind.NOT_FOUND, Reason.of("enforcement.right-never-found"));
            }
            if (!inside.get()) {
                return Outcome.refused(Refusal.Kind.CONFLICT, Reason.of("enforcement.right-left-anyway"));
            }
            // First: it locks the right's chain, so that of two who decide at once the second one replaces the first.
            ledger.stage(
                    db,
                    EntryDraft.by(by, EntryType.RIGHT_KEPT, object(right))
                            .with("right", right)
                            .with("until", end.toString())
                            .with("reason", reason));
            db.createUpdate("UPDATE kept_right SET ended_at = :at WHERE right_text = :right AND ended_at IS NULL")
                    .bind("right", right)
                    .bind("at", utc(millis(at)))
                    .execute();
            db.createUpdate("""
                    INSERT INTO kept_right (object, right_text, reason, kept_by, kept_at, until)
                    VALUES (:object, :right, :reason, :by, :at, :until)""")
                    .bind("object", object(right))
                    .bind("right", right)
                    .bind("reason", reason)
                    .bind("by", by.value())
                    .bind("at", utc(millis(at)))
                    .bind("until", utc(end))
                    .execute();
            return Outcome.ok(end);
        });
    }

    @Override
    public Outcome<Instant> release(String right, ActorId by, String reason, Instant at) {
        return jdbi.inTransaction(db -> {
            if (!endKeeping(db, right, at)) {
                return Outcome.refused(Refusal.Kind.NOT_FOUND, Reason.of("enforcement.right-not-kept"));
            }
            ledger.stage(
                    db,
                    EntryDraft.by(by, EntryType.RIGHT_RELEASED, object(right))
                            .with("right", right)
                            .with("how", "taken-back")
                            .with("reason", reason));
            return Outcome.ok(millis(at));
        });
    }

    @Override
    public void overtaken(Collection<String> rights, Instant at) {
        rights.forEach(right -> jdbi.useTransaction(db -> {
            if (endKeeping(db, right, at)) {
                ledger.stage(
                        db,
                        EntryDraft.bySystem(EntryType.RIGHT_RELEASED, object(right))
                                .with("right", right)
                                .with("how", "grant-ended"));
            }
        }));
    }

    /** @return false where it is not kept, or no longer */
    private static boolean endKeeping(Handle db, String right, Instant at) {
        return db.createUpdate("""
                        UPDATE kept_right SET ended_at = :at
                         WHERE right_text = :right AND ended_at IS NULL AND until > :at""")
                        .bind("right", right)
                        .bind("at", utc(millis(at)))
                        .execute()
                == 1;
    }

    @Override
    public Optional<StoppedPlan> openPlan() {
        return jdbi.withHandle(db -> db.createQuery("""
                        SELECT id, cause, changes, stopped_at, confirmed_at IS NOT NULL AS confirmed
                          FROM enforcement_plan WHERE closed_as IS NULL""")
                .map((row, context) -> new StoppedPlan(
                        row.getString("id"),
                        StopCause.of(row.getString("cause")),
                        Set.of((String[]) row.getArray("changes").getArray()),
                        instant(row, "stopped_at"),
                        row.getBoolean("confirmed")))
                .findOne());
    }

    @Override
    public StoppedPlan stop(Guard.Stop stop, Instant at) {
        var id = "pln-" + HexFormat.of().toHexDigits(random.nextLong());
        var stoppedAt = millis(at);
        var plan = new StoppedPlan(id, stop.cause(), stop.changes(), stoppedAt, false);
        jdbi.useTransaction(db -> {
            db.execute("UPDATE enforcement_plan SET closed_as = 'replaced' WHERE closed_as IS NULL");
            db.createUpdate("""
                    INSERT INTO enforcement_plan (id, cause, changes, stopped_at)
                    VALUES (:id, :cause, :changes, :at)""")
                    .bind("id", id)
                    .bind("cause", stop.cause().word())
                    .bindArray("changes", String.class, new ArrayList<>(stop.changes()))
                    .bind("at", utc(stoppedAt))
                    .execute();
            // The changes may be many thousands: the entry has their number, digest and the first, the plan has each.
            ledger.stage(
                    db,
                    EntryDraft.bySystem(EntryType.ENFORCEMENT_STOPPED, id)
                            .with("cause", stop.cause().word())
                            .with("changes", (long) stop.changes().size())
                            .with("first", first(stop.changes()))
                            .with("digest", "sha256:" + sha256(String.join("\n", stop.changes()))));
            notices.writeBySystem(
                    db,
                    id,
                    List.of(new Notices.Draft(
                            null,
                            Reason.of("catalogue.notice.enforcement-stopped", "plan", id),
                            List.of(new Violation("cause", null, plan.reason())))));
        });
        return plan;
    }

    /** What an auditor sees at a glance, and what fits into an entry whatever somebody named a group. */
    private static List<String> first(Set<String> changes) {
        return changes.stream()
                .limit(20)
                .map(change -> change.length() <= 600 ? change : change.substring(0, 600) + "…")
                .toList();
    }

    @Override
    public void closePlan(String plan, boolean done) {
        jdbi.useTransaction(db -> db.createUpdate(
                        "UPDATE enforcement_plan SET closed_as = :as WHERE id = :id AND closed_as IS NULL")
                .bind("id", plan)
                .bind("as", done ? "done" : "dropped")
                .execute());
    }

    @Override
    public boolean confirm(String plan, ActorId by, String reason, Instant at) {
        return jdbi.inTransaction(db -> {
            int rows = db.createUpdate("""
                    UPDATE enforcement_plan SET confirmed_at = :at, confirmed_by = :by, reason = :reason
                     WHERE id = :id AND confirmed_at IS NULL AND closed_as IS NULL""")
                    .bind("id", plan)
                    .bind("at", utc(millis(at)))
                    .bind("by", by.value())
                    .bind("reason", reason)
                    .execute();
            if (rows == 1) {
                ledger.stage(
                        db,
                        EntryDraft.by(by, EntryType.ENFORCEMENT_CONFIRMED, plan).with("reason", reason));
            }
            return rows == 1;
        });
    }

    @Override
    public KafkaLogin renewLogin(DepartmentId id, ActorId by, Instant now) {
        return jdbi.inTransaction(db -> {
            var department = departments.lock(db, id);
            var standing = logins.of(db, department).stream()
                    .filter(login -> login.hasPassword() && !login.isOver(now))
                    .reduce((older, newer) -> newer);
            var login = standing.orElseGet(() -> logins.add(db, department, true, millis(now)));
            ledger.stage(db, issued(login, by));
            return login;
        });
    }

    @Override
    public Outcome<KafkaLogin> rotateLogin(
            DepartmentId id, ActorId by, Duration overlap, Instant now, Consumer<KafkaLogin> password) {
        return jdbi.inTransaction(db -> {
            var department = departments.lock(db, id);
            var standing = logins.of(db, department).stream()
                    .filter(login -> login.hasPassword() && !login.isOver(now))
                    .toList();
            var ending =
                    standing.stream().filter(login -> login.overAt() != null).findFirst();
            if (ending.isPresent()) {
                return Outcome.refused(
                        Refusal.Kind.CONFLICT,
                        Reason.of(
                                "enforcement.login-overlap",
                                "user",
                                names.login(id, ending.get().number()),
                                "until",
                                String.valueOf(ending.get().overAt())));
            }
            var login = logins.add(db, department, true, millis(now));
            password.accept(login);
            var until = millis(now.plus(overlap));
            var entry = issued(login, by);
            for (var old : standing) {
                logins.limit(db, old, until);
                entry = entry.with("replaces", names.login(id, old.number())).with("until", until.toString());
            }
            ledger.stage(db, entry);
            return Outcome.ok(login);
        });
    }

    @Override
    public KafkaLogin addLogin(DepartmentId id, ActorId by, Instant now) {
        return jdbi.inTransaction(db -> {
            var login = logins.add(db, departments.lock(db, id), false, millis(now));
            ledger.stage(db, issued(login, by));
            return login;
        });
    }

    @Override
    public Outcome<KafkaLogin> endLogin(DepartmentId id, String user, ActorId by, Instant now) {
        return jdbi.inTransaction(db -> {
            var department = departments.lock(db, id);
            var named = logins.of(db, department).stream()
                    .filter(login -> names.login(id, login.number()).equals(user))
                    .findFirst();
            if (named.isEmpty()) {
                return Outcome.refused(
                        Refusal.Kind.NOT_FOUND,
                        Reason.of("enforcement.no-such-login", "user", user, "department", department.slug()));
            }
            if (!named.get().isOver(now)) {
                logins.end(db, department, named.get(), by, millis(now));
                ledger.stage(
                        db,
                        EntryDraft.by(by, EntryType.DEPARTMENT_CREDENTIAL_ENDED, id.value())
                                .concerning(id)
                                .with("user", user));
            }
            return Outcome.ok(named.get());
        });
    }

    @Override
    public void loginStands(DepartmentId department, int number, Instant seenAt) {
        jdbi.useTransaction(db -> logins.stood(db, department, number, millis(seenAt)));
    }

    @Override
    public void loginGone(DepartmentId department, int number, Instant at) {
        jdbi.useTransaction(db -> {
            if (logins.gone(db, department, number, millis(at))) {
                ledger.stage(
                        db,
                        EntryDraft.bySystem(EntryType.DEPARTMENT_CREDENTIAL_WITHDRAWN, department.value())
                                .concerning(department)
                                .with("user", names.login(department, number)));
            }
        });
    }

    private EntryDraft issued(KafkaLogin login, ActorId by) {
        return EntryDraft.by(
                        by,
                        EntryType.DEPARTMENT_CREDENTIAL_ISSUED,
                        login.department().value())
                .concerning(login.department())
                .with("user", login.user(names))
                .with("mechanism", login.hasPassword() ? "SCRAM-SHA-512" : "none");
    }

    @Override
    public void schemaRegistered(Dataset dataset, int minor, int schemaId, Instant at) {
        datasetProgress.schemaRegistered(
                dataset.id(), new ContractVersion(dataset.major(), minor), schemaId, millis(at));
    }

    @Override
    public void ready(Dataset dataset, Instant at) {
        datasetProgress.datasetReady(dataset.id(), millis(at));
    }

    @Override
    public @Nullable Lease tryLead() {
        try {
            var connection = source.getConnection();
            try {
                connection.setAutoCommit(true);
                try (var lock = connection.createStatement();
                        var got = lock.executeQuery(
                                "SELECT pg_try_advisory_lock(hashtextextended('silobridge enforcement', 0))")) {
                    if (!got.next() || !got.getBoolean(1)) {
                        connection.close();
                        return null;
                    }
                }
                try (var listen = connection.createStatement()) {
                    listen.execute("LISTEN " + CHANNEL);
                }
                return new PostgresLease(connection);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new DatabaseUnavailable(e);
        }
    }

    /** Lost with its connection, which PostgreSQL notices at once and this side when it waits. */
    private static final class PostgresLease implements Lease {
        private final Connection connection;
        private volatile boolean held = true;

        private PostgresLease(Connection connection) {
            this.connection = connection;
        }

        @Override
        public boolean isHeld() {
            return held;
        }

        @Override
        public Word await(Duration atMost) {
            try {
                var words = connection
                        .unwrap(PGConnection.class)
                        .getNotifications(Math.toIntExact(Math.max(1, atMost.toMillis())));
                if (words == null || words.length == 0) {
                    held = connection.isValid(5);
                    return Word.NOTHING;
                }
                return Stream.of(words).allMatch(word -> word.getParameter().equals(DECISIONS))
                        ? Word.DECISIONS
                        : Word.CHANGES;
            } catch (SQLException e) {
                held = false;
                return Word.NOTHING;
            }
        }

        @Override
        public void close() {
            held = false;
            try {
                // A pooled connection outlives its closing: the lock and the listening must not.
                if (!connection.isClosed() && connection.isValid(1)) {
                    try (var statement = connection.createStatement()) {
                        statement.execute("SELECT pg_advisory_unlock_all()");
                        statement.execute("UNLISTEN *");
                    }
                }
                connection.close();
            } catch (SQLException e) {
                // It is gone, and the lock with it.
            }
        }
    }

    private static Instant millis(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String sha256(String text) {
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).toHex();
    }
}
