package org.silobridge.connector.source.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.silobridge.connector.source.Rows;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.connector.source.jdbc.DatabaseLogin;
import org.silobridge.connector.source.jdbc.TestDatabase;
import org.silobridge.model.DatasetId;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Slug;

/** What captured tables come up with: changes and deletes, stops within transactions, changes under the snapshot. */
class CdcSourceIT {
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private static final DatasetId DATASET = new DatasetId("dst-aaaaaaaaaaaaaaaa");

    private final TestDatabase database = TestDatabase.create();
    private final Map<String, SourcePosition> positions = new HashMap<>();

    @TempDir
    private Path directory;

    @AfterEach
    void drop() throws Exception {
        CdcTables.drop(database, database.schema());
    }

    private CdcSource source() throws Exception {
        return source(Optional.empty());
    }

    private CdcSource source(Optional<String> publication) throws Exception {
        CdcTables.awaitIdle(database, database.schema());
        return source(publication, DATASET);
    }

    private CdcSource source(Optional<String> publication, DatasetId dataset) throws Exception {
        return source(database.login(directory, "source.cdc"), publication, dataset);
    }

    private CdcSource source(DatabaseLogin login, Optional<String> publication, DatasetId dataset) {
        return new CdcSource(settings(login, publication), new Slug(database.schema()), Optional.of(dataset));
    }

    private CdcSettings settings(DatabaseLogin login, Optional<String> publication) {
        return new CdcSettings(
                login, database.schema() + ".t", List.of("no"), true, publication, 10_000, Duration.ofMillis(200));
    }

    private String slot() {
        return SlotName.of(new Slug(database.schema()), DATASET);
    }

    private Rows open() throws Exception {
        return source().open(List.of("no", "id"), positions);
    }

    /** So many rows: {@code no=id}, or {@code -no} for a deletion. */
    private static List<String> read(Rows rows, int count) {
        var read = new ArrayList<String>();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (read.size() < count && System.nanoTime() < deadline) {
            var row = rows.next();
            if (row != null) {
                read.add(row.deletes() ? "-" + row.text(0) : row.text(0) + "=" + row.text(1));
            }
        }
        return read;
    }

    private void commit(Rows rows) {
        var reached = rows.advance();
        reached.forEach(position -> positions.put(position.part(), position));
        rows.committed(reached);
    }

    /** What is said of the beginning: at once, unless the server does something of its own at that moment. */
    private void commitStart(Rows rows) {
        commit(rows);
        while (positions.isEmpty()) {
            rows.next();
            commit(rows);
        }
    }

    @Test
    void tellsEveryChangeInOrderBehindTheSnapshot() throws Exception {
        database.execute("CREATE TABLE t (no int PRIMARY KEY, id text)", "INSERT INTO t VALUES (1, 'a'), (2, 'b')");
        try (var rows = open()) {
            assertThat(read(rows, 2)).containsExactly("1=a", "2=b");
            assertThat(rows.next()).isNull();

            // What somebody writes to the log beside all tables is nothing of this one.
            database.execute("SELECT pg_logical_emit_message(false, 'somebody', 'x')");
            database.execute("INSERT INTO t VALUES (3, 'c')", "UPDATE t SET id = 'A' WHERE no = 1");
            database.execute("DELETE FROM t WHERE no = 2", "UPDATE t SET no = 9 WHERE no = 3");

            assertThat(read(rows, 5)).containsExactly("3=c", "1=A", "-2", "-3", "9=c");
        }
    }

    @Test
    void goesOnWithinATransactionWhoseRowsStandAtOnePlaceInTheLog() throws Exception {
        database.execute("CREATE TABLE t (no int PRIMARY KEY, id text)");
        var read = new ArrayList<String>();
        try (var rows = open()) {
            assertThat(rows.next()).isNull();
            // What COPY writes is one entry of the log for many rows.
            try (var connection = database.connect()) {
                var copy = connection.unwrap(PGConnection.class).getCopyAPI();
                copy.copyIn("COPY t FROM STDIN", new java.io.StringReader("1\tx\n2\tx\n3\tx\n4\tx\n5\tx\n"));
            }
            database.execute("INSERT INTO t VALUES (6, 'x')");
            read.addAll(read(rows, 2));
            commit(rows);
            // Given, and never committed.
            assertThat(read(rows, 1)).hasSize(1);
        }

        try (var rows = open()) {
            read.addAll(read(rows, 4));
        }

        assertThat(read).containsExactly("1=x", "2=x", "3=x", "4=x", "5=x", "6=x");
    }

    @Test
    void givesEachKeyOnceThoughItChangesWhileTheSnapshotIsReadWithInterruptions() throws Exception {
        database.execute(
                "CREATE TABLE t (no int PRIMARY KEY, id text)",
                "INSERT INTO t SELECT i, 'v1' FROM generate_series(1, 6) i");
        var read = new ArrayList<String>();
        try (var rows = open()) {
            read.addAll(read(rows, 2));
            commit(rows);
            database.execute("UPDATE t SET id = 'v2' WHERE no IN (1, 5)", "DELETE FROM t WHERE no = 6");
        }
        database.execute("UPDATE t SET id = 'v3' WHERE no IN (2, 4)");
        try (var rows = open()) {
            // Of what is read now these changes are part; of what was read before they are changes.
            read.addAll(read(rows, 3));
            read.addAll(read(rows, 2));
            database.execute("UPDATE t SET id = 'v4' WHERE no = 5");
            read.addAll(read(rows, 1));
            assertThat(rows.next()).isNull();
        }

        assertThat(read).containsExactly("1=v1", "2=v1", "3=v1", "4=v3", "5=v2", "1=v2", "2=v3", "5=v4");
    }

    /**
     * A commit that waits for its standby stands in the log and is not seen yet. It comes between the slot and its table if
     * it began while the slot was being made and others ran: so the slot is made among such.
     */
    @Test
    void losesNothingThatStandsInTheLogUnseenWhenTheSlotIsMade() throws Exception {
        database.execute("CREATE TABLE t (no int PRIMARY KEY, id text)", "CREATE TABLE other (no int)");
        var read = new ArrayList<String>();
        int written = 0;
        try (var first = database.connect();
                var second = database.connect();
                var hidden = database.connect()) {
            begin(first);
            var opening = CompletableFuture.supplyAsync(this::opened);
            awaitWaitedFor(first);
            begin(second);
            CompletableFuture<Void> commit = CompletableFuture.completedFuture(null);
            try {
                CdcTables.alterSystem(database, "SET synchronous_standby_names = 'nobody'");
                first.commit();
                awaitWaitedFor(second);
                // The server hears of its setting a moment later: what commits before is seen at once, as ever.
                while (commit.isDone()) {
                    written++;
                    commit = insert(hidden, written);
                    awaitDoneOrHidden(commit, hidden);
                }
                CompletableFuture.runAsync(this::mark).get(30, TimeUnit.SECONDS);
                second.commit();
                try (var rows = opening.get(60, TimeUnit.SECONDS)) {
                    for (int i = 0; i < 3; i++) {
                        assertThat(rows.next()).isNull();
                        assertThat(rows.advance()).as("nothing to go on from").isEmpty();
                    }
                    CdcTables.alterSystem(database, "RESET synchronous_standby_names");
                    commit.get(60, TimeUnit.SECONDS);
                    read.addAll(read(rows, written));
                    database.execute("INSERT INTO t VALUES (0, 'x')");
                    read.addAll(read(rows, 1));
                }
            } finally {
                CdcTables.alterSystem(database, "RESET synchronous_standby_names");
                commit.get(60, TimeUnit.SECONDS);
            }
        }

        var all = new ArrayList<String>();
        for (int no = 1; no <= written; no++) {
            all.add(no + "=x");
        }
        all.add("0=x");
        assertThat(read).isEqualTo(all);
    }

    /** As is done while others write: nor does that wait for a standby. */
    private void mark() {
        try (var connection = database.connect()) {
            new ReplicationSlot(settings(database.login(directory, "source.cdc"), Optional.empty()), slot())
                    .mark(connection, 0);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Rows opened() {
        try {
            return open();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A transaction with a number, whose commit will wait for nobody. */
    private static void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("SET LOCAL synchronous_commit = local");
            statement.execute("INSERT INTO other VALUES (1)");
        }
    }

    private static int pid(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }

    /** Until somebody waits for the end of its transaction. */
    private void awaitWaitedFor(Connection connection) throws SQLException {
        awaitSome("SELECT 1 FROM pg_locks held JOIN pg_locks wanted USING (transactionid) WHERE held.granted"
                + " AND NOT wanted.granted AND held.pid = " + pid(connection));
    }

    private void awaitDoneOrHidden(CompletableFuture<Void> commit, Connection connection) throws SQLException {
        var hidden = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND pid = " + pid(connection);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> commit.isDone() || !database.text(hidden).isEmpty());
    }

    private void awaitSome(String sql) {
        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> !database.text(sql)
                .isEmpty());
    }

    private static CompletableFuture<Void> insert(Connection connection, int no) {
        return CompletableFuture.runAsync(() -> {
            try (var statement = connection.createStatement()) {
                statement.execute("INSERT INTO t VALUES (" + no + ", 'x')");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void canBeClosedWhileItBegins() throws Exception {
        database.execute("CREATE TABLE t (no int PRIMARY KEY, id text)");
        try (var rows = open()) {
            commitStart(rows);
        }
        for (int i = 0; i < 2; i++) {
            // The first looks do not wait for what is begun with them.
            try (var rows = open()) {
                assertThat(rows.next()).isNull();
            }
        }
        database.execute("INSERT INTO t VALUES (1, 'a')");

        try (var rows = open()) {
            assertThat(read(rows, 1)).containsExactly("1=a");
        }
    }

    @Test
    void keepsTheSlotBehindWhatIsCommitted() throws Exception {
        database.execute("CREATE TABLE t (no int PRIMARY KEY, id text)");
        var flushed = "SELECT confirmed_flush_lsn - '0/0' FROM pg_replication_slots WHERE slot_name = '" + slot() + "'";
        try (var rows = open()) {
            assertThat(rows.next()).isNull();
            var before = database.text(flushed);
            database.execute("INSERT INTO t VALUES (1, 'a')");
            database.execute("INSERT INTO t VALUES (2, 'b')");
            assertThat(read(rows, 2)).hasSize(2);
            assertThat(database.text(flushed)).isEqualTo(before);

            commit(rows);

            // The end of the first transaction; that of the second was not told before its row.
            var first = Objects.requireNonNull(positions.get(database.schema() + ".t"));
            Awaitility.await().until(() -> {
                rows.next();
                return database.text(flushed).equals(first.text("lsn"));
            });
        }
    }

    @Test
    void writesAValueOfTheLogAsOneOfTheTable() throws Exception {
        // The type, and a value that may be written in more than one way.
        var values = List.of(
                "smallint|-7",
                "bigint|9223372036854775807",
                "oid|7",
                "numeric|1.50",
                "numeric|1e20",
                "numeric(12,4)|0.1",
                "real|0.1",
                "double precision|-0.001",
                "text|文本 \"a\"",
                "varchar(5)|ab",
                "char(5)|ab",
                "uuid|A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
                "boolean|t",
                "date|2024-02-29",
                "date|0001-01-01",
                "date|9999-12-31",
                "timestamp|2024-02-29 08:00:00",
                "timestamp|2024-02-29 08:00:01.5",
                "timestamp|1901-01-01 00:00:00.000001",
                "timestamp|9999-12-31 23:59:59.999999",
                "timestamptz|2024-02-29 08:00:00+08",
                "timestamptz|1901-01-01 08:00:00.25+08",
                "time|08:00",
                "time|08:00:00.5",
                "time|24:00",
                "json|{\"a\": 1.0}",
                "jsonb|{\"a\":  1.0}",
                "xml|<a/>",
                "inet|10.0.0.1",
                "cidr|10.0.0.0/8",
                "macaddr|08:00:2B:01:02:03",
                "colour|red",
                "word|w");
        var names = IntStream.range(0, values.size()).mapToObj(i -> "c" + i).toList();
        var columns = String.join(
                ", ",
                names.stream()
                        .map(name -> name + " " + parts(values, names.indexOf(name))[0])
                        .toList());
        var row = String.join(
                ", ",
                names.stream()
                        .map(name -> "'" + parts(values, names.indexOf(name))[1] + "'")
                        .toList());
        database.execute(
                "CREATE TYPE colour AS ENUM ('red')",
                "CREATE DOMAIN word AS varchar(9)",
                "CREATE TABLE t (no int PRIMARY KEY, " + columns + ")",
                "INSERT INTO t VALUES (1, " + row + ")");
        assertThat(source().check(names)).isEmpty();

        try (var rows = source().open(names, positions)) {
            var ofTable = texts(rows, names.size());
            database.execute("INSERT INTO t VALUES (2, " + row + ")");

            assertThat(texts(rows, names.size())).isEqualTo(ofTable).doesNotContain("");
        }
    }

    private static String[] parts(List<String> values, int i) {
        return values.get(i).split("\\|", 2);
    }

    /** All columns of the next row. */
    private static List<String> texts(Rows rows, int columns) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        var row = rows.next();
        while (row == null && System.nanoTime() < deadline) {
            row = rows.next();
        }
        return IntStream.range(0, columns)
                .mapToObj(Objects.requireNonNull(row)::text)
                .toList();
    }

    @Test
    void makesNoDayOfInfinity() throws Exception {
        database.execute(
                "CREATE TABLE t (no int PRIMARY KEY, a date, b date, c timestamp, d timestamp, e timestamptz)");
        try (var rows = source().open(List.of("a", "b", "c", "d", "e"), positions)) {
            commitStart(rows);
            assertThat(rows.next()).isNull();
            database.execute("INSERT INTO t VALUES (1, 'infinity', '-infinity', 'infinity', '-infinity', '-infinity')");

            assertThat(texts(rows, 5)).allSatisfy(text -> assertThat(text).endsWith("infinity"));
        }
    }

    @Test
    void refusesWhatTheLogDoesNotTell() throws Exception {
        database.execute(
                "CREATE TABLE t (no int NOT NULL, id text, other int)",
                "ALTER TABLE t ALTER id SET STORAGE EXTERNAL",
                "ALTER TABLE t REPLICA IDENTITY FULL");
        var large = "x".repeat(9_000);
        try (var rows = open()) {
            assertThat(rows.next()).isNull();
            database.execute("INSERT INTO t VALUES (1, '" + large + "', 1)");
            database.execute("UPDATE t SET other = 2");
            assertThat(read(rows, 2))
                    .as("the whole row, also what stayed as it was")
                    .containsOnly("1=" + large);

            database.execute("UPDATE t SET no = 5");
            assertThat(read(rows, 2))
                    .as("also of a key that is not the primary one")
                    .containsExactly("-1", "5=" + large);

            database.execute("ALTER TABLE t ADD PRIMARY KEY (no)", "ALTER TABLE t REPLICA IDENTITY DEFAULT");
            database.execute("UPDATE t SET other = 3");
            assertRefused(() -> read(rows, 1), "connector.source.cdc.value-not-in-log");

            database.execute("TRUNCATE t");
            assertRefused(() -> read(rows, 1), "connector.source.cdc.truncated");

            database.execute("ALTER TABLE t DROP COLUMN id");
            database.execute("INSERT INTO t VALUES (2, 2)");
            assertRefused(() -> read(rows, 1), "connector.source.cdc.column-gone");
        }
    }

    private static void assertRefused(ThrowingCallable call, String code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(
                        refused.refusal().reason().code())
                .isEqualTo(code));
    }

    @Test
    void refusesToGoOnWhereChangesAreLost() throws Exception {
        database.execute("CREATE TABLE t (no int PRIMARY KEY, id text)");
        var name = slot();
        var slot = "(SELECT slot_name FROM pg_replication_slots WHERE slot_name = '" + name + "')";
        try (var rows = open()) {
            commitStart(rows);
        }
        open().close();

        database.execute("ALTER PUBLICATION " + name + " DROP TABLE t");
        assertRefused(this::open, "connector.source.cdc.publication-gone");
        database.execute("ALTER PUBLICATION " + name + " ADD TABLE t");

        database.text("SELECT pg_replication_slot_advance(" + slot + ", pg_current_wal_insert_lsn())::text");
        assertRefused(this::open, "connector.source.cdc.slot-moved");

        CdcTables.invalidateSlots(database);
        assertRefused(this::open, "connector.source.cdc.slot-lost");

        database.text("SELECT pg_drop_replication_slot(" + slot + ")::text");
        assertRefused(this::open, "connector.source.cdc.slot-gone");
    }

    @Test
    void takesADatabaseThatFellSilentForOneThatDoesNotAnswer() throws Exception {
        database.execute("CREATE TABLE t (no int PRIMARY KEY, id text)");
        var login = database.login(directory, "source.cdc");
        var port = PostgresAddress.parse(login.url()).orElseThrow().port();
        try (var proxy = new SilentProxy(Integer.parseInt(port))) {
            var through = new DatabaseLogin(
                    login.path(),
                    login.url().replace(":" + port + "/", ":" + proxy.port() + "/"),
                    login.userFile(),
                    login.passwordFile(),
                    Duration.ofSeconds(2));
            try (var rows = source(through, Optional.empty(), DATASET).open(List.of("no", "id"), Map.of())) {
                assertThat(rows.next()).isNull();
                database.execute("INSERT INTO t VALUES (1, 'a')");
                assertThat(read(rows, 1)).containsExactly("1=a");

                proxy.fallSilent();

                assertThatThrownBy(() -> read(rows, 1))
                        .isInstanceOfSatisfying(
                                RefusedException.class,
                                refused -> assertThat(refused.refusal().kind()).isEqualTo(Refusal.Kind.UNAVAILABLE));
                proxy.close();
            }
        }
    }

    @Test
    void endsWhereARoleMayNotReadTheLogAnyMore() throws Exception {
        var role = database.schema() + "_r";
        database.execute("CREATE TABLE t (no int PRIMARY KEY, id text)");
        database.execute("CREATE PUBLICATION " + role + " FOR TABLE t");
        database.execute(
                "CREATE ROLE " + role + " LOGIN REPLICATION PASSWORD 'secret'",
                "GRANT USAGE ON SCHEMA " + database.schema() + " TO " + role,
                "GRANT SELECT ON t TO " + role,
                "GRANT CONNECT ON DATABASE " + database.text("SELECT current_database()") + " TO " + role);
        try {
            var source = source(Optional.of(role));
            Files.writeString(directory.resolve("user"), role);
            Files.writeString(directory.resolve("password"), "secret");
            try (var rows = source.open(List.of("no", "id"), Map.of())) {
                database.execute("ALTER ROLE " + role + " NOREPLICATION");

                assertThatThrownBy(() -> read(rows, 1)).isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.refusal().kind()).isEqualTo(Refusal.Kind.INVALID);
                    assertThat(refused.refusal().violations()).singleElement().satisfies(violation -> assertThat(
                                    violation.reason().code())
                            .isEqualTo("connector.source.cdc.no-right"));
                });
            }
        } finally {
            database.execute("DROP PUBLICATION " + role, "DROP OWNED BY " + role, "DROP ROLE " + role);
        }
    }

    @Test
    void leavesAloneWhatAnotherConnectorOfItsNameHasAtTheDatabase() throws Exception {
        database.execute("CREATE TABLE t (no int PRIMARY KEY, id text)");
        var columns = List.of("no", "id");
        var rehearsal = new DatasetId("dst-bbbbbbbbbbbbbbbb");
        open().close();
        try (var rows = open()) {
            commitStart(rows);
        }
        database.execute("INSERT INTO t VALUES (1, 'a')");

        source(Optional.empty(), rehearsal).open(columns, Map.of()).close();

        try (var rows = open()) {
            assertThat(read(rows, 1)).containsExactly("1=a");
            assertThat(rows.next()).isNull();
            database.execute("INSERT INTO t VALUES (2, 'b')");
            assertThat(read(rows, 1)).containsExactly("2=b");
            assertThatThrownBy(() -> source(Optional.empty(), DATASET).open(columns, positions))
                    .isInstanceOfSatisfying(RefusedException.class, refused -> {
                        assertThat(refused.refusal().kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
                        assertThat(refused.getMessage()).contains(slot(), "pg_terminate_backend");
                    });
        }

        var foreign = SlotName.of(new Slug(database.schema()), new DatasetId("dst-cccccccccccccccc"));
        database.text("SELECT slot_name FROM pg_create_physical_replication_slot('" + foreign + "')");
        assertRefused(
                () -> source(Optional.empty(), new DatasetId("dst-cccccccccccccccc"))
                        .open(columns, Map.of()),
                "connector.source.cdc.slot-foreign");
        assertThat(database.text("SELECT slot_type FROM pg_replication_slots WHERE slot_name = '" + foreign + "'"))
                .isEqualTo("physical");
    }

    @Test
    void goesOnWithTheSlotOfAnEarlierRelease() throws Exception {
        var former = SlotName.former(new Slug(database.schema()));
        database.execute("CREATE TABLE t (no int PRIMARY KEY, id text)");
        database.execute("CREATE PUBLICATION " + former + " FOR TABLE t");
        var lsn = database.text(
                "SELECT lsn - '0/0' FROM pg_create_logical_replication_slot('" + former + "', 'pgoutput')");
        var table = database.schema() + ".t";
        positions.put(
                table,
                new SourcePosition(
                        SourceKind.CDC, table, Map.of("rows", "0", "lsn", lsn, "given", "0", "inSnapshot", "false")));
        database.execute("INSERT INTO t VALUES (1, 'a')");

        try (var rows = open()) {
            assertThat(read(rows, 1)).containsExactly("1=a");
            commit(rows);
        }

        assertThat(Objects.requireNonNull(positions.get(table)).text("slot")).isEqualTo(former);
    }

    private List<String> faults(Optional<String> publication) throws Exception {
        return source(publication).check(List.of("no", "id")).stream()
                .map(violation -> violation.reason().code())
                .toList();
    }

    @Test
    void saysWhatKeepsATableFromBeingCaptured() throws Exception {
        var publication = Optional.of(database.schema() + "_p");
        var name = publication.orElseThrow();
        database.execute("CREATE TABLE t (no int, id text)");
        assertThat(faults(Optional.empty())).containsExactly("connector.source.cdc.not-in-identity");

        database.execute("ALTER TABLE t ADD PRIMARY KEY (id, no)");
        assertThat(faults(Optional.empty())).containsExactly("connector.source.cdc.key-repeats");
        database.execute("CREATE UNIQUE INDEX ON t (no) WHERE id <> ''");
        assertThat(faults(Optional.empty())).containsExactly("connector.source.cdc.key-repeats");
        database.execute("CREATE UNIQUE INDEX ON t (no) INCLUDE (id)");
        assertThat(faults(Optional.empty())).isEmpty();
        database.execute("ALTER TABLE t DROP CONSTRAINT t_pkey");

        database.execute("ALTER TABLE t ADD PRIMARY KEY (no)", "ALTER TABLE t ADD odd interval");
        assertThat(source().check(List.of("no", "odd")))
                .singleElement()
                .satisfies(violation -> assertThat(violation.value()).isEqualTo("odd"));
        assertThat(faults(Optional.empty())).isEmpty();
        assertThat(faults(publication)).containsExactly("connector.source.cdc.no-publication");

        database.execute(
                "CREATE PUBLICATION " + name + " FOR TABLE t (no) WHERE (no > 3) WITH (publish = 'insert, update')");
        assertThat(faults(publication))
                .containsExactly(
                        "connector.source.cdc.publication-kinds",
                        "connector.source.cdc.publication-filter",
                        "connector.source.cdc.publication-column");

        database.execute("DROP PUBLICATION " + name, "CREATE PUBLICATION " + name + " FOR TABLE t");
        assertThat(faults(publication)).isEmpty();

        database.execute(
                "DROP PUBLICATION " + name, "DROP TABLE t", "CREATE UNLOGGED TABLE t (no int PRIMARY KEY, id text)");
        assertThat(faults(Optional.empty())).containsExactly("connector.source.cdc.no-plain-table");
    }
}
