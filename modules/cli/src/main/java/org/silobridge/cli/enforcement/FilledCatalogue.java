package org.silobridge.cli.enforcement;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import org.silobridge.sandbox.ExchangeInfrastructure;

/**
 * The database of an exchange's catalogue, filled behind the service's back: 1,000 departments, 10,000 datasets of 10
 * contracts and as many grants as asked for, approved and not enforced yet.
 *
 * <p>What this leaves out: nobody registered, published, asked or decided, so that none of it is in the ledger (triggers
 * are off while it is filled in); departments have no people and no log-in. From then on everything runs as ever: what the
 * controller does with these grants has its entries. What owners have on Kafka is made beside ({@link #ownersRights}).
 */
final class FilledCatalogue implements AutoCloseable {
    static final int DEPARTMENTS = 1_000;
    static final int DATASETS = 10_000;

    private static final String DATASETS_AND_DEPARTMENTS = """
            SET LOCAL session_replication_role = replica;
            INSERT INTO department (id, slug, name_en, name_zh, social_credit_code, level, division_code, registered_at)
            SELECT 'dep-' || lpad(i::text, 16, '0'), 'd-' || i, 'Department ' || i, '部门 ' || i, 'filled-' || i, 'municipal',
                   '440100', now()
              FROM generate_series(0, 999) i;
            INSERT INTO contract (database, name, maintainer)
            SELECT c.database, 'c-' || i, c.maintainer FROM contract c, generate_series(0, 9) i;
            INSERT INTO contract_version (database, name, major, minor, yaml, avsc, wire_schema, digest, published_at,
                   published_by)
            SELECT database, 'c-' || i, major, minor, yaml, avsc, wire_schema, digest, published_at, published_by
              FROM contract_version, generate_series(0, 9) i WHERE minor = 0;
            INSERT INTO dataset (id, database, contract, major, owner, freshness, topic, state, registered_at, ready_at,
                   named, home)
            SELECT 'dst-' || lpad(i::text, 16, '0'), v.database, 'c-' || i % 10, v.major,
                   'dep-' || lpad((i / 10)::text, 16, '0'), 'PT24H',
                   'sb.' || v.database || '.c-' || i % 10 || '.d-' || i / 10 || '.v' || v.major, 'ready',
                   now() - i * interval '1 minute', now(),
                   'd-' || i / 10, 'd-' || i / 10
              FROM generate_series(0, 9999) i,
                   (SELECT database, major FROM contract_version ORDER BY published_at LIMIT 1) v;
            INSERT INTO dataset_schema (dataset, minor, schema_id, registered_at)
            SELECT d.id, 0, s.schema_id, now()
              FROM dataset d, (SELECT min(schema_id) AS schema_id FROM dataset_schema) s
             WHERE d.id LIKE 'dst-000000%';
            """;

    private static final String GRANTS = """
            SET LOCAL session_replication_role = replica;
            INSERT INTO access_request (id, dataset, department, purpose, legal_basis, scenario, groups, duration_days,
                   state, filed_at, filed_by, decided_at, decision_code, decision_params)
            SELECT 'req-' || lpad(i::text, 16, '0'), 'dst-' || lpad(((i % 1000 * 7 + i / 1000 * 97) % 10000)::text, 16, '0'),
                   'dep-' || lpad((i % 1000)::text, 16, '0'), 'measuring', 'none', 'none', '{open}', 365, 'approved', now(),
                   (SELECT min(id) FROM actor), now(), 'catalogue.rule.unconditional', '{}'
              FROM generate_series(0, COUNT - 1) i;
            INSERT INTO access_grant (id, request, dataset, department, groups, state, approved_at, ends_at)
            SELECT replace(id, 'req-', 'grt-'), id, dataset, department, groups, 'approved', filed_at,
                   filed_at + interval '1 year'
              FROM access_request WHERE id LIKE 'req-000000%';
            """;

    private final Connection database;

    /** @param infrastructure of an exchange with one published contract whose dataset is ready */
    FilledCatalogue(ExchangeInfrastructure infrastructure) throws SQLException {
        var superuser = infrastructure.databaseSuperuser();
        database = DriverManager.getConnection(infrastructure.jdbcUrl(), superuser.user(), superuser.password());
    }

    /** Departments and datasets. What their owners have on Kafka has to be there before a controller looks. */
    void fill() throws SQLException {
        execute(DATASETS_AND_DEPARTMENTS, "ANALYZE");
    }

    /** So many grants at once, of which the controller hears as they are committed. */
    void grant(int count) throws SQLException {
        execute(
                GRANTS.replace("COUNT", String.valueOf(count)),
                "ANALYZE", // As the autovacuum of a database with a past has done.
                "NOTIFY silobridge_enforcement, 'dataset'");
    }

    private void execute(String... all) throws SQLException {
        database.setAutoCommit(false);
        try (var statement = database.createStatement()) {
            for (var each : all) {
                statement.execute(each);
            }
        }
        database.commit();
        database.setAutoCommit(true);
    }

    /** What the owners of these datasets have on Kafka: they are ready, so that it has stood. */
    static List<AclBinding> ownersRights(String database) {
        var rights = new ArrayList<AclBinding>();
        for (int i = 0; i < DEPARTMENTS; i++) {
            var user = "sb.dep-" + String.format(Locale.ROOT, "%016d", i);
            rights.add(right(user, ResourceType.GROUP, PatternType.PREFIXED, user + ".", AclOperation.READ));
            for (var operation : List.of(AclOperation.WRITE, AclOperation.DESCRIBE)) {
                rights.add(right(user, ResourceType.TRANSACTIONAL_ID, PatternType.PREFIXED, user + ".", operation));
            }
            for (var operation : List.of(AclOperation.WRITE, AclOperation.READ)) {
                rights.add(topic(user, "sb.quarantine.d-" + i, operation));
                rights.add(topic(user, "sb.positions.d-" + i, operation));
            }
            for (int contract = 0; contract < DATASETS / DEPARTMENTS; contract++) {
                var topic = "sb." + database + ".c-" + contract + ".d-" + i + ".v1";
                for (var operation : List.of(AclOperation.WRITE, AclOperation.READ, AclOperation.DESCRIBE)) {
                    rights.add(topic(user, topic, operation));
                }
            }
        }
        return rights;
    }

    private static AclBinding topic(String user, String name, AclOperation operation) {
        return right(user, ResourceType.TOPIC, PatternType.LITERAL, name, operation);
    }

    private static AclBinding right(
            String user, ResourceType type, PatternType pattern, String name, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }

    /** Topics for the first datasets, whose names these are. */
    static List<String> topics(int count, String database) {
        var topics = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            topics.add("sb." + database + ".c-" + i % 10 + ".d-" + i / 10 + ".v1");
        }
        return topics;
    }

    /** Whether each grant was seen on Kafka. */
    boolean isAllApplied() throws SQLException {
        try (var statement = database.createStatement();
                var row = statement.executeQuery(
                        "SELECT NOT EXISTS (SELECT FROM access_grant WHERE state = 'approved') AS all_applied")) {
            row.next();
            return row.getBoolean("all_applied");
        }
    }

    /** From the decision that a grant is given until Kafka was seen to enforce it. */
    Optional<Duration> approvalToSeen(String grant) throws SQLException {
        return between("approved_at", "active_at", grant);
    }

    /** From the decision that it ends until Kafka was seen without its right. */
    Optional<Duration> revocationToSeen(String grant) throws SQLException {
        return between("ended_at", "withdrawn_at", grant);
    }

    private Optional<Duration> between(String from, String to, String grant) throws SQLException {
        try (var statement =
                prepared("SELECT " + from + " AS a, " + to + " AS b FROM access_grant WHERE id = ?", grant)) {
            var row = statement.executeQuery();
            row.next();
            var begun = instant(row.getObject("a", OffsetDateTime.class));
            var seen = instant(row.getObject("b", OffsetDateTime.class));
            return begun == null || seen == null ? Optional.empty() : Optional.of(Duration.between(begun, seen));
        }
    }

    /** Has everything looked at. */
    void wake() throws SQLException {
        try (var statement = database.createStatement()) {
            statement.execute("NOTIFY silobridge_enforcement, 'dataset'");
        }
    }

    private PreparedStatement prepared(String query, String parameter) throws SQLException {
        var statement = database.prepareStatement(query);
        statement.setString(1, parameter);
        return statement;
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}
