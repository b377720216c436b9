package org.silobridge.connector.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.connector.source.Rows;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;

/** What queries come up with, on a real PostgreSQL: late commits, ties, types, a database that goes away. */
class JdbcSourceIT {
    private static final Duration LAG = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final TestDatabase database = TestDatabase.create();
    private final MovedTime time = new MovedTime();

    @TempDir
    private Path directory;

    @AfterEach
    void drop() throws SQLException {
        database.drop();
    }

    /** Stands still, until it is moved. */
    private static final class MovedTime implements Time {
        private Duration moved = Duration.ZERO;

        void forward(Duration by) {
            moved = moved.plus(by);
        }

        @Override
        public long nanos() {
            return moved.toNanos();
        }

        @Override
        public OffsetDateTime at(Connection connection) {
            return OffsetDateTime.parse("2026-01-01T00:00:01Z").plus(moved);
        }
    }

    private JdbcSource source(String query, JdbcMode mode, Duration lag, String... order) throws Exception {
        return new JdbcSource(
                new JdbcSettings(
                        database.login(directory, "source.jdbc"),
                        "",
                        query.replace("FROM ", "FROM " + database.schema() + "."),
                        mode,
                        List.of(order),
                        lag,
                        POLL,
                        Optional.of(ZoneId.of("Asia/Shanghai")),
                        1_000),
                time);
    }

    /** Everything that is there now, by the first column. */
    private List<String> all(Rows rows) {
        time.forward(POLL);
        var texts = new ArrayList<String>();
        for (var row = rows.next(); row != null; row = rows.next()) {
            if (!row.done()) {
                texts.add(row.text(0));
            }
        }
        return texts;
    }

    @Test
    void losesNoRowThatCommitsLateButWithinTheLag() throws Exception {
        database.execute("CREATE TABLE t (no bigserial PRIMARY KEY, id text)");
        try (var late = database.connect();
                var insert = late.createStatement();
                var rows = source("SELECT * FROM t", JdbcMode.INCREMENTING, LAG, "no")
                        .open(List.of("id"), Map.of())) {
            late.setAutoCommit(false);
            insert.execute("INSERT INTO t (id) VALUES ('drawn first, committed last')");
            database.execute("INSERT INTO t (id) VALUES ('drawn last, committed first')");
            assertThat(all(rows)).isEmpty();

            late.commit();
            time.forward(LAG);

            assertThat(all(rows)).containsExactly("drawn first, committed last", "drawn last, committed first");
        }
    }

    /** Why there is a lag. */
    @Test
    void missesARowThatCommitsLateIfThereIsNoLag() throws Exception {
        database.execute("CREATE TABLE t (no bigserial PRIMARY KEY, id text)");
        try (var late = database.connect();
                var insert = late.createStatement();
                var rows = source("SELECT * FROM t", JdbcMode.INCREMENTING, Duration.ZERO, "no")
                        .open(List.of("id"), Map.of())) {
            late.setAutoCommit(false);
            insert.execute("INSERT INTO t (id) VALUES ('drawn first, committed last')");
            database.execute("INSERT INTO t (id) VALUES ('drawn last, committed first')");
            assertThat(all(rows)).containsExactly("drawn last, committed first");

            late.commit();
            time.forward(LAG);

            assertThat(all(rows)).isEmpty();
        }
    }

    @Test
    void readsTimesOnlyOnceTheyAreOlderThanTheLag() throws Exception {
        for (var type : List.of("timestamptz", "timestamp")) {
            database.execute("CREATE TABLE t_" + type + " (no int PRIMARY KEY, id text, at " + type + ")");
            var table = "t_" + type;
            var at = type.equals("timestamp") ? "'2026-01-01T08:00:00." : "'2026-01-01T00:00:00Z'::timestamptz + '0.";
            var end = type.equals("timestamp") ? "'" : "s'::interval";
            try (var late = database.connect();
                    var insert = late.createStatement();
                    var rows = source("SELECT * FROM " + table, JdbcMode.TIMESTAMP, LAG, "at", "no")
                            .open(List.of("id"), Map.of())) {
                time.moved = Duration.ZERO;
                late.setAutoCommit(false);
                insert.execute("INSERT INTO " + table + " VALUES (2, 'late', " + at + "1" + end + ")");
                database.execute("INSERT INTO " + table + " VALUES (1, 'early', " + at + "2" + end + ")");
                assertThat(all(rows)).as(type).isEmpty();

                late.commit();
                time.forward(LAG);

                assertThat(all(rows)).as(type).containsExactly("late", "early");
            }
        }
    }

    @Test
    void neitherLosesNorRepeatsRowsOfTheSameTime() throws Exception {
        database.execute(
                "CREATE TABLE t (no int PRIMARY KEY, at timestamptz)",
                "INSERT INTO t SELECT i, '2025-01-01T00:00:00.123456Z' FROM generate_series(1, 7) i",
                "INSERT INTO t SELECT i, '2025-01-01T00:00:00.123457Z' FROM generate_series(8, 9) i");
        var source = source("SELECT * FROM t", JdbcMode.TIMESTAMP, Duration.ZERO, "at", "no");
        var positions = new HashMap<String, SourcePosition>();
        var read = new ArrayList<String>();

        for (int i = 0; i < 9; i++) {
            try (var rows = source.open(List.of("no"), positions)) {
                time.forward(POLL);
                read.add(Objects.requireNonNull(rows.next()).text(0));
                rows.advance().forEach(position -> positions.put(position.part(), position));
            }
        }

        assertThat(read).containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9");
        try (var rows = source.open(List.of("no"), positions)) {
            assertThat(all(rows)).isEmpty();
        }
    }

    @Test
    void givesARowAgainThatChanged() throws Exception {
        database.execute(
                "CREATE TABLE t (no int PRIMARY KEY, at timestamptz)",
                "INSERT INTO t VALUES (1, '2025-01-01'), (2, '2025-01-02')");
        try (var rows = source("SELECT * FROM t", JdbcMode.TIMESTAMP, Duration.ZERO, "at", "no")
                .open(List.of("no"), Map.of())) {
            assertThat(all(rows)).containsExactly("1", "2");

            database.execute("UPDATE t SET at = '2025-01-03' WHERE no = 1", "DELETE FROM t WHERE no = 2");

            // What was deleted is not told.
            assertThat(all(rows)).containsExactly("1");
        }
    }

    @Test
    void readsAllOnceInTheOrderOfSeveralKeysAndAgainAsDone() throws Exception {
        database.execute(
                "CREATE TABLE t (a text, b uuid, PRIMARY KEY (a, b))",
                "INSERT INTO t SELECT 'x' || i % 3, gen_random_uuid() FROM generate_series(1, 9) i");
        var source = source("SELECT a || b AS id, a, b FROM t", JdbcMode.FULL, LAG, "a", "b");
        var read = new ArrayList<String>();
        var positions = new HashMap<String, SourcePosition>();
        try (var rows = source.open(List.of("id"), Map.of())) {
            for (int i = 0; i < 4; i++) {
                read.add(Objects.requireNonNull(rows.next()).text(0));
            }
            rows.advance().forEach(position -> positions.put(position.part(), position));
        }

        try (var rows = source.open(List.of("id"), positions)) {
            for (var row = rows.next(); row != null; row = rows.next()) {
                assertThat(row.done()).isEqualTo(row.line() <= 4);
                if (row.done()) {
                    assertThat(row.text(0)).isEqualTo(read.get((int) row.line() - 1));
                } else {
                    read.add(row.text(0));
                }
            }
            assertThat(rows.ended()).isTrue();
        }

        assertThat(read).hasSize(9).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void writesEveryTypeAsTextWithoutLoss() throws Exception {
        database.execute(
                "CREATE TABLE t (no int PRIMARY KEY, exact numeric, small real, large double precision, flag boolean,"
                        + " day date, moment timestamptz, local timestamp, hour time, id uuid, doc jsonb, name varchar(9))",
                "INSERT INTO t VALUES (1, 12345678901234567890.1230, 0.1, 1e300, true, '2024-02-29',"
                        + " '2024-02-29 08:00:00.123456+08', '2024-02-29 08:00:00.123456', '08:30',"
                        + " '00000000-0000-0000-0000-00000000000a', '{\"a\": [1]}', '姓名')",
                "INSERT INTO t VALUES (2)",
                "INSERT INTO t VALUES (3, 1e-20)");
        var columns = List.of("exact", "small", "large", "flag", "day", "moment", "local", "hour", "id", "doc", "name");
        try (var rows = source("SELECT * FROM t", JdbcMode.FULL, LAG, "no").open(columns, Map.of())) {
            var row = Objects.requireNonNull(rows.next());
            var texts = new ArrayList<String>();
            for (int i = 0; i < columns.size(); i++) {
                texts.add(row.text(i));
            }
            assertThat(OffsetDateTime.parse(texts.remove(5)))
                    .isAtSameInstantAs(OffsetDateTime.parse("2024-02-29T00:00:00.123456Z"));
            assertThat(texts)
                    .containsExactly(
                            "12345678901234567890.1230",
                            "0.1",
                            "1e+300",
                            "true",
                            "2024-02-29",
                            "2024-02-29T08:00:00.123456",
                            "08:30",
                            "00000000-0000-0000-0000-00000000000a",
                            "{\"a\": [1]}",
                            "姓名");
            assertThat(new String(Objects.requireNonNull(row.raw(Set.of("name", "day"))), StandardCharsets.UTF_8))
                    .startsWith("{\"exact\":\"\",")
                    .contains("\"day\":\"2024-02-29\"")
                    .contains("\"name\":\"姓名\"");
            assertThat(Objects.requireNonNull(rows.next()).text(0)).isEmpty();
            assertThat(Objects.requireNonNull(rows.next()).text(0)).isEqualTo("0.00000000000000000001");
        }
    }

    @Test
    void keepsARowThatIsTooLargeOutOfTheOthersWay() throws Exception {
        database.execute(
                "CREATE TABLE t (no int PRIMARY KEY, id text)",
                "INSERT INTO t VALUES (1, repeat('x', 5000)), (2, 'small')");
        try (var rows = source("SELECT * FROM t", JdbcMode.FULL, LAG, "no").open(List.of("id"), Map.of())) {
            var large = Objects.requireNonNull(rows.next());
            assertThat(large.fault()).isPresent();
            assertThat(large.rawLength()).isGreaterThan(5_000);
            assertThat(large.raw(null)).isNull();

            assertThat(Objects.requireNonNull(rows.next()).text(0)).isEqualTo("small");
        }
    }

    @Test
    void saysEverythingThatCannotBeRead() throws Exception {
        database.execute(
                "CREATE TABLE t (no int, photo bytea, tags text[], doc jsonb)", "INSERT INTO t VALUES (1), (NULL)");

        assertThat(codes(source("SELECT * FROM t", JdbcMode.FULL, LAG, "doc").check(List.of("photo", "tags", "phot"))))
                .containsExactly(
                        "source.jdbc.query photo connector.source.database.no-text",
                        "source.jdbc.query tags connector.source.database.no-text",
                        "source.jdbc.query phot connector.source.no-column-near",
                        "source.jdbc.key doc connector.source.jdbc.no-order");
        assertThat(codes(source("SELECT * FROM t", JdbcMode.INCREMENTING, LAG, "no")
                        .check(List.of("doc"))))
                .containsExactly("source.jdbc.column no connector.source.jdbc.null-in-order");
        assertThat(codes(source("SELEKT * FROM t", JdbcMode.INCREMENTING, LAG, "no")
                        .check(List.of("doc"))))
                .containsExactly("source.jdbc.query null connector.source.database.refused");
    }

    private static List<String> codes(List<Violation> violations) {
        return violations.stream()
                .map(violation -> violation.path() + " " + violation.value() + " "
                        + violation.reason().code())
                .toList();
    }

    @Test
    void refusesAPasswordThatOthersMayReadAndOneThatIsWrong() throws Exception {
        var source = source("SELECT 1 AS no", JdbcMode.FULL, LAG, "no");
        var password = directory.resolve("password");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(codes(source.check(List.of("no"))))
                .singleElement()
                .asString()
                .endsWith("connector.source.database.password-open");

        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(password, "wrong");
        assertThat(codes(source.check(List.of("no"))))
                .containsExactly("source.jdbc.userFile null connector.source.database.login");
    }

    @Test
    void takesALostDatabaseForOneThatComesBack() throws Exception {
        database.execute("CREATE TABLE t (no int PRIMARY KEY)", "INSERT INTO t SELECT generate_series(1, 2000)");
        var source = source("SELECT * FROM t", JdbcMode.FULL, LAG, "no");
        try (var rows = source.open(List.of("no"), Map.of())) {
            assertThat(rows.next()).isNotNull();
            try (var other = database.connect();
                    var statement = other.createStatement()) {
                statement.execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                        + " WHERE application_name = 'silobridge connector' AND pid <> pg_backend_pid()");
            }

            assertUnavailable(() -> {
                while (rows.next() != null) {
                    // until what the driver holds is used up
                }
            });
        }
        var login = database.login(directory, "source.jdbc");
        var nobody = new DatabaseLogin(
                "source.jdbc", "jdbc:postgresql://127.0.0.1:1/none", login.userFile(), login.passwordFile());
        assertUnavailable(nobody::connect);
    }

    @Test
    void doesNotWaitForALockForEver() throws Exception {
        database.execute("CREATE TABLE t (no int PRIMARY KEY)", "INSERT INTO t VALUES (1)");
        var whole = database.login(directory, "source.jdbc");
        var login = new DatabaseLogin(
                whole.path(), whole.url(), whole.userFile(), whole.passwordFile(), Duration.ofMillis(200));
        var source = new JdbcSource(
                new JdbcSettings(
                        login,
                        database.schema() + ".t",
                        "",
                        JdbcMode.FULL,
                        List.of("no"),
                        LAG,
                        POLL,
                        Optional.empty(),
                        1_000),
                time);
        try (var other = database.connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");

            assertUnavailable(() -> source.open(List.of("no"), Map.of()));
            assertThat(waitingForALock(statement))
                    .as("left behind at the database")
                    .isZero();
        }
        try (var rows = source.open(List.of("no"), Map.of())) {
            assertThat(all(rows)).containsExactly("1");
        }
    }

    private static int waitingForALock(Statement statement) throws SQLException {
        try (var count = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                + " WHERE application_name = 'silobridge connector' AND wait_event_type = 'Lock'")) {
            count.next();
            return count.getInt(1);
        }
    }

    private static void assertUnavailable(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(
                        refused.refusal().kind())
                .isEqualTo(Refusal.Kind.UNAVAILABLE));
    }

    @Test
    void refusesToGoOnInAnotherOrder() throws Exception {
        database.execute("CREATE TABLE t (no int PRIMARY KEY, nr int)", "INSERT INTO t VALUES (1, 1)");
        var positions = new HashMap<String, SourcePosition>();
        try (var rows = source("SELECT * FROM t", JdbcMode.FULL, LAG, "no").open(List.of("no"), Map.of())) {
            rows.next();
            rows.advance().forEach(position -> positions.put(position.part(), position));
        }

        assertThatThrownBy(() ->
                        source("SELECT * FROM t", JdbcMode.FULL, LAG, "nr").open(List.of("no"), positions))
                .isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(
                                refused.refusal().reason().code())
                        .isEqualTo("connector.source.jdbc.other-order"));
    }

    @Test
    void looksAtAllRowsBeforehandWithoutWaiting() throws Exception {
        database.execute("CREATE TABLE t (no int PRIMARY KEY)", "INSERT INTO t VALUES (1), (2)");
        try (var rows =
                source("SELECT * FROM t", JdbcMode.INCREMENTING, LAG, "no").preview(List.of("no"))) {
            assertThat(all(rows)).containsExactly("1", "2");
            assertThat(rows.ended()).isTrue();
        }
    }
}
