package org.silobridge.catalogue.ledger;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.silobridge.catalogue.ledger.Signer.Cause;
import org.silobridge.ledger.LedgerVerifier;
import org.silobridge.ledger.NoteVerifier;
import org.silobridge.ledger.VerificationReport;
import org.silobridge.model.EntryId;
import org.silobridge.sandbox.Sandbox;
import org.silobridge.sandbox.SandboxOptions;
import org.silobridge.sandbox.Service;

/** The ledger on a real PostgreSQL: staged by owner-proof rules, sequenced by one, signed by one that remembers. */
class LedgerIT {
    private static final String ORIGIN = "silobridge.example/ledger";
    private static Sandbox sandbox;
    private static Jdbi owner;
    private static Jdbi service;

    @TempDir
    Path directory;

    private final LedgerStaging staging = new LedgerStaging(Clock.systemUTC(), new Random(7));
    private final List<FileSigner> signers = new ArrayList<>();

    @BeforeAll
    static void startPostgres() {
        sandbox = Sandbox.start(SandboxOptions.defaults().withServices(Service.POSTGRES));
        var ownerLogin = sandbox.databaseOwner();
        var serviceLogin = sandbox.databaseService();
        owner = Jdbi.create(sandbox.jdbcUrl(), ownerLogin.user(), ownerLogin.password());
        service = Jdbi.create(sandbox.jdbcUrl(), serviceLogin.user(), serviceLogin.password());
    }

    @AfterAll
    static void stopPostgres() {
        sandbox.close();
    }

    @BeforeEach
    void freshLedger() throws Exception {
        var login = sandbox.databaseOwner();
        var flyway = Flyway.configure()
                .dataSource(sandbox.jdbcUrl(), login.user(), login.password())
                .placeholders(Map.of("serviceRole", sandbox.databaseService().user()))
                .target("0001")
                .cleanDisabled(false)
                .load();
        flyway.clean();
        flyway.migrate();
        owner.useHandle(handle -> {
            try (var later = LedgerIT.class.getResourceAsStream("/db/migration/V0221__ledger_many.sql");
                    var statement = handle.getConnection().createStatement()) {
                statement.execute(new String(requireNonNull(later).readAllBytes(), StandardCharsets.UTF_8)
                        .replace("${flyway:defaultSchema}", "public")
                        .replace("${serviceRole}", sandbox.databaseService().user()));
            }
            handle.execute("CREATE TABLE audited (id text NOT NULL, content text, seen_at timestamptz)");
            handle.execute("SELECT ledger_audit('audited', 'id', '{seen_at}')");
            handle.execute("GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON audited TO \""
                    + sandbox.databaseService().user() + "\"");
        });
    }

    @Test
    void refusesAnAuditedChangeWithoutItsEntry() throws Exception {
        for (var change : List.of(
                "INSERT INTO audited (id) VALUES ('grt-a')",
                "UPDATE audited SET content = 'changed' WHERE id = 'grt-0'",
                "UPDATE audited SET id = 'grt-1' WHERE id = 'grt-0'",
                "DELETE FROM audited WHERE id = 'grt-0'",
                "TRUNCATE audited")) {
            stageAndInsert("grt-0");
            assertThatThrownBy(() -> service.useTransaction(transaction -> transaction.execute(change)))
                    .as(change)
                    .rootCause()
                    .hasMessageContaining("no ledger entry, no change")
                    .hasFieldOrPropertyWithValue("SQLState", "SBL01");
            // An entry about another object does not help, nor does one staged in a savepoint and taken back.
            assertThatThrownBy(() -> service.useTransaction(transaction -> {
                        staging.stage(transaction, draft("grt-other"));
                        transaction.execute(change);
                    }))
                    .as(change)
                    .rootCause()
                    .hasMessageContaining("no ledger entry, no change")
                    .hasFieldOrPropertyWithValue("SQLState", "SBL01");
            assertThatThrownBy(() -> service.useTransaction(transaction -> {
                        transaction.execute(change);
                        transaction.savepoint("before");
                        staging.stage(transaction, draft("grt-0"));
                        staging.stage(transaction, draft("grt-1"));
                        staging.stage(transaction, draft("grt-a"));
                        transaction.execute("SET CONSTRAINTS ALL IMMEDIATE");
                        transaction.rollbackToSavepoint("before");
                    }))
                    .as(change)
                    .rootCause()
                    .hasMessageContaining("no ledger entry, no change")
                    .hasFieldOrPropertyWithValue("SQLState", "SBL01");
            freshLedger();
        }
    }

    @Test
    void acceptsAChangeWithItsEntryAndOneThatIsNoDecision() {
        stageAndInsert("grt-0");
        service.useTransaction(transaction -> {
            transaction.execute("UPDATE audited SET content = 'changed' WHERE id = 'grt-0'");
            staging.stage(transaction, draft("grt-0"));
        });
        service.useTransaction(transaction -> transaction.execute("UPDATE audited SET seen_at = now()"));
        assertThat(reader().health(Optional.empty()).staged()).isEqualTo(2);
    }

    @Test
    void letsTheServiceChangeNothingInTheLedger() {
        stageAndInsert("grt-0");
        sequencer(signer()).round();
        stageAndInsert("grt-1");
        var columns = Map.of(
                "ledger_pending", "payload",
                "ledger_entry", "payload",
                "ledger_head", "root",
                "ledger_object", "version",
                "ledger_checkpoint", "note");
        columns.forEach((table, column) -> {
            for (var change : List.of(
                    "INSERT INTO " + table + " SELECT * FROM " + table,
                    "UPDATE " + table + " SET " + column + " = " + column,
                    "DELETE FROM " + table,
                    "TRUNCATE " + table,
                    "ALTER TABLE " + table + " DISABLE TRIGGER USER")) {
                assertThatThrownBy(() -> service.useTransaction(transaction -> transaction.execute(change)))
                        .as(change)
                        .rootCause()
                        .hasMessageMatching("(?s).*(permission denied|must be owner).*");
            }
        });
        assertThatThrownBy(() -> owner.useTransaction(transaction -> transaction.execute("DELETE FROM ledger_entry")))
                .hasMessageContaining("append-only");
    }

    @Test
    void refusesToStageWithoutATransaction() {
        assertThatThrownBy(() -> service.useHandle(handle -> staging.stage(handle, draft("grt-0"))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void sequencesConcurrentWritersDenselyOnceAndCausesBeforeEffects() throws Exception {
        writeConcurrently(service, () -> {});
    }

    @Test
    void losesAndDoublesNothingWhileItsSequencersAreCutOffAgainAndAgain() throws Exception {
        var cutOff = new AtomicInteger();
        writeConcurrently(
                named("sequencer"),
                () -> cutOff.addAndGet(service.withHandle(
                        handle -> handle.createQuery("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                        + " WHERE application_name = 'sequencer'")
                                .mapTo(boolean.class)
                                .list()
                                .size())));
        assertThat(cutOff).hasPositiveValue();
    }

    private void writeConcurrently(Jdbi sequencers, Runnable disturbance) throws Exception {
        var sequencer = new Sequencer(sequencers, signer(), 5);
        var second = new Sequencer(sequencers, new SilentSigner(), 5);
        var pool = Executors.newFixedThreadPool(4);
        sequencer.start();
        second.start();
        try (sequencer;
                second) {
            var writers = new ArrayList<Future<?>>();
            for (int writer = 0; writer < 4; writer++) {
                int seed = writer;
                writers.add(pool.submit(() -> write(seed)));
            }
            Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
                disturbance.run();
                return writers.stream().allMatch(Future::isDone);
            });
            for (var writer : writers) {
                writer.get();
            }
            Awaitility.await().untilAsserted(() -> assertThat(
                            reader().health(sequencer.signerRefusal()).signedSize())
                    .isEqualTo(320));
        } finally {
            pool.shutdownNow();
        }
        var entries = reader().entries(0, 1000);
        assertThat(entries).hasSize(320);
        var versions = new HashMap<String, Long>();
        for (int i = 0; i < entries.size(); i++) {
            assertThat(entries.get(i).index()).isEqualTo(i);
            var entry = entries.get(i).entry();
            assertThat(entry.objectVersion()).isEqualTo(versions.merge(entry.object(), 1L, Long::sum));
            if (i % 2 == 1) {
                assertThat(entry.object())
                        .as("the entries of a transaction stand together")
                        .startsWith("shared-");
            }
        }
        assertThat(verified().verified()).isTrue();
    }

    private static void write(int seed) {
        var own = new LedgerStaging(Clock.systemUTC(), new Random(100 + seed));
        for (int i = 0; i < 40; i++) {
            int number = i;
            service.useTransaction(transaction -> {
                transaction.execute("SELECT pg_current_xact_id()"); // An early id, so that the order of ids lies.
                own.stage(transaction, draft("own-" + seed).with("number", number));
                own.stage(transaction, draft("shared-" + number % 3));
            });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void saysThatItsSignerFailsAndGoesOnWhenItDoesNoMore(boolean withAnError) {
        stageAndInsert("grt-0");
        var signer = new FailingSigner(signer(), withAnError);
        try (var sequencer = new Sequencer(service, signer, 5)) {
            sequencer.start();

            Awaitility.await().untilAsserted(() -> assertThat(sequencer.failure())
                    .contains(new Sequencer.Failure(
                            withAnError ? Sequencer.Fault.BROKEN : Sequencer.Fault.SIGNING_FAILS,
                            withAnError ? "OutOfMemoryError: heap" : "UncheckedIOException: disk full")));
            var failing = reader().health(sequencer);
            assertThat(failing.signedSize()).isLessThan(failing.size());
            assertThat(failing.isWell(Duration.ofSeconds(60))).isFalse();

            signer.fails = false;

            Awaitility.await().until(() -> reader().health(sequencer).isWell(Duration.ofSeconds(60)));
        }
    }

    /** A signer whose disk is full, or whose process has no memory left. */
    private static final class FailingSigner implements Signer {
        private final Signer signer;
        private final boolean withAnError;
        private volatile boolean fails = true;

        private FailingSigner(Signer signer, boolean withAnError) {
            this.signer = signer;
            this.withAnError = withAnError;
        }

        @Override
        public String origin() {
            return signer.origin();
        }

        @Override
        public NoteVerifier verifierKey() {
            return signer.verifierKey();
        }

        @Override
        public Answer sign(Head head, String newestNote, LeafHashes leaves) {
            if (fails && withAnError) {
                throw new OutOfMemoryError("heap");
            }
            if (fails) {
                throw new UncheckedIOException("disk full", new IOException("No space left on device"));
            }
            return signer.sign(head, newestNote, leaves);
        }
    }

    /** The crash is deterministic: the backend waits for a table that the test holds, with its work half done. */
    @ParameterizedTest
    @ValueSource(strings = {"ledger_entry", "ledger_checkpoint"})
    void leavesNothingHalfDoneWhenItsBackendIsKilledMidway(String heldTable) throws Exception {
        stageAndInsert("grt-0");
        var sequencer = new Sequencer(named("killed midway"), signer(), 100);
        var pool = Executors.newSingleThreadExecutor();
        try (var holder = owner.open()) {
            holder.begin();
            holder.execute("LOCK TABLE " + heldTable + " IN SHARE ROW EXCLUSIVE MODE");
            var round = pool.submit(sequencer::round);
            Awaitility.await()
                    .until(() -> service.withHandle(handle -> handle.createQuery(
                                    "SELECT pg_terminate_backend(pid) FROM"
                                            + " pg_stat_activity WHERE application_name = 'killed midway' AND wait_event_type = 'Lock'")
                            .mapTo(boolean.class)
                            .findOne()
                            .orElse(false)));
            assertThatThrownBy(round::get).isInstanceOf(ExecutionException.class);
            holder.rollback();
        } finally {
            pool.shutdownNow();
        }
        var after = reader().health(sequencer.signerRefusal());
        assertThat(after.signedSize()).isZero();
        assertThat(after.size() + after.staged()).isEqualTo(1);
        sequencer.round();
        assertThat(reader().health(sequencer.signerRefusal()).isWell(Duration.ofSeconds(60)))
                .isTrue();
        assertThat(reader().entries(0, 10)).hasSize(1);
        assertThat(verified().verified()).isTrue();
    }

    @Test
    void letsNobodyChangeTheLedgerFromAHeadThatHasMoved() {
        stageAndInsert("grt-0");
        var stale = service.open();
        try (stale) {
            stale.begin();
            stale.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            stale.execute("SELECT size FROM ledger_head");
            sequencer(signer()).round();
            var waiting = stageAndInsert("grt-1");
            var integrate = "SELECT ledger_integrate(0, ARRAY['" + waiting + "'], sha256(''), sha256(''))";
            assertState("40001", () -> stale.execute(integrate));
            assertState("SBL03", () -> service.useHandle(handle -> handle.execute(integrate)));
            stale.rollback();
        }
        assertState(
                "SBL03",
                () -> service.useHandle(handle ->
                        handle.execute("SELECT ledger_integrate(1, ARRAY['ent-not-staged'], sha256(''), sha256(''))")));
        assertState(
                "SBL03",
                () -> service.useHandle(
                        handle -> handle.execute("SELECT ledger_keep_checkpoint(2, sha256(''), sha256(''), 'note')")));
        assertThat(reader().integratedUpTo()).isEqualTo(1);
        assertThat(reader().health(Optional.empty()).staged()).isEqualTo(1);
    }

    @Test
    void refusesAnEntryThatDoesNotFollowItsObjectsChain() {
        var entry = "{\"v\":1,\"id\":\"ent-x\",\"object\":\"grt-0\",\"objectVersion\":%s,\"previous\":%s}";
        stageAndInsert("grt-0");
        for (var broken : List.of(
                entry.formatted("1", "null"), // As if nothing had been said of the object yet.
                entry.formatted("2", "null"),
                entry.formatted("3", "null"),
                entry.formatted("2", "\"AAAA\""))) {
            assertState(
                    "SBL02",
                    () -> service.useHandle(
                            handle -> handle.execute("SELECT ledger_stage(convert_to(?, 'UTF8'))", broken)));
        }
    }

    @Test
    void stagesManyInTheOrderOfTheirObjectsEachBehindWhatItFollows() {
        stageAndInsert("grt-1");
        stageAndInsert("grt-b");
        service.useTransaction(transaction ->
                staging.stage(transaction, List.of(draft("grt-b"), draft("grt-1"), draft("grt-a"), draft("grt-B"))));
        sequencer(signer()).round();
        var entries = reader().entries(0, 10);
        assertThat(entries)
                .extracting(indexed ->
                        indexed.entry().object() + " " + indexed.entry().objectVersion())
                .containsExactly("grt-1 1", "grt-b 1", "grt-1 2", "grt-B 1", "grt-a 1", "grt-b 2");
        assertThat(entries.get(2).entry().previous()).isEqualTo(entries.get(0).leafHash());
        assertThat(entries.get(3).entry().previous()).isNull();
        assertThat(entries.get(5).entry().previous()).isEqualTo(entries.get(1).leafHash());
    }

    @Test
    void stagesNoneOfManyWhereOneDoesNotFollow() {
        var entry = "{\"v\":1,\"id\":\"ent-%s\",\"object\":\"%s\",\"objectVersion\":%s,\"previous\":%s}";
        stageAndInsert("grt-0");
        sequencer(signer()).round();
        stageAndInsert("grt-1");
        var inTheLedger = reader().entries(0, 1).get(0).entry().id();
        var good = entry.formatted("x", "grt-new", "1", "null");
        for (var broken : List.of(
                entry.formatted("y", "grt-0", "1", "null"),
                entry.formatted("y", "grt-0", "2", "null"),
                entry.formatted("y", "grt-1", "3", "null"),
                entry.formatted("y", "grt-1", "2", "\"AAAA\""),
                entry.formatted("y", "grt-newer", "2", "null"),
                good.replace("grt-new", "grt-newer").replace("\"v\":1", "\"v\":2"),
                good.replace("grt-new", "grt-newer").replace("ent-x", inTheLedger))) {
            assertState("SBL02", () -> stageAll(good, broken));
        }
        assertState("23505", () -> stageAll(good, good.replace("ent-x", "ent-y")));
        assertThat(reader().health(Optional.empty()).staged()).isEqualTo(1);
        stageAll(good);
        assertThat(reader().health(Optional.empty()).staged()).isEqualTo(2);
    }

    private static void stageAll(String... payloads) {
        service.useHandle(handle -> handle.createQuery("SELECT ledger_stage_all(:payloads)")
                .bindArray("payloads", String.class, (Object[]) payloads)
                .mapTo(Long.class)
                .one());
    }

    private static void assertState(String sqlState, ThrowingCallable action) {
        assertThatThrownBy(action).rootCause().isInstanceOfSatisfying(SQLException.class, e -> assertThat(
                        e.getSQLState())
                .as(e.getMessage())
                .isEqualTo(sqlState));
    }

    private static Jdbi named(String application) {
        var login = sandbox.databaseService();
        var url = sandbox.jdbcUrl();
        return Jdbi.create(
                url + (url.contains("?") ? "&" : "?") + "ApplicationName="
                        + URLEncoder.encode(application, StandardCharsets.UTF_8),
                login.user(),
                login.password());
    }

    @Test
    void keepsCausalOrderWhereTransactionIdsLie() {
        try (var early = service.open()) {
            early.begin();
            early.execute("SELECT pg_current_xact_id()");
            staging.stage(early, draft("early"));
            stageAndInsert("grt-cause");
            staging.stage(early, draft("grt-cause")); // Sees, and follows, what the later transaction committed.
            early.commit();
        }
        sequencer(signer()).round();
        assertThat(reader().entries(0, 10))
                .extracting(indexed ->
                        indexed.entry().object() + " " + indexed.entry().objectVersion())
                .containsExactly("grt-cause 1", "early 1", "grt-cause 2");
    }

    @Test
    void doesNotSkipWhatCommitsLate() {
        var sequencer = sequencer(signer());
        try (var late = service.open()) {
            late.begin();
            var staged = staging.stage(late, draft("grt-late"));
            stageAndInsert("grt-later");
            sequencer.round();
            assertThat(reader().integratedUpTo()).isEqualTo(1);
            assertThat(reader().isIntegrated(staged.id())).isFalse();
            late.commit();
            sequencer.round();
            assertThat(reader().isIntegrated(staged.id())).isTrue();
        }
    }

    @Test
    void signsAnEmptyLedgerAndWhatGrowsFromIt() throws IOException {
        var sequencer = sequencer(signer());
        sequencer.round();
        stageAndInsert("grt-0");
        sequencer.round();
        assertThat(sequencer.signerRefusal()).isEmpty();
        assertThat(reader().health(sequencer.signerRefusal()).signedSize()).isEqualTo(1);
        assertThat(verified().verified()).isTrue();
    }

    @Test
    void signsLaterWhatACrashLeftUnsigned() {
        stageAndInsert("grt-0");
        var signer = signer();
        assertThat(sequencer(signer).integrate()).isEqualTo(1);
        assertThat(reader().health(Optional.empty()).isWell(Duration.ofSeconds(60)))
                .isFalse();
        sequencer(signer).round();
        assertThat(reader().health(Optional.empty()).isWell(Duration.ofSeconds(60)))
                .isTrue();
    }

    @Test
    void signsAgainWhatACrashLeftSignedButNotKept() {
        stageAndInsert("grt-0");
        var signer = signer();
        var sequencer = sequencer(signer);
        sequencer.integrate();
        var entry = reader().entries(0, 1).get(0);
        signer.sign(new Signer.Head(1, entry.leafHash()), "", (from, to) -> List.of(entry.leafHash())
                .iterator());
        stageAndInsert("grt-1");
        sequencer.round();
        assertThat(reader().health(sequencer.signerRefusal()).signedSize()).isEqualTo(2);
    }

    @Test
    void refusesToSignADatabaseSetBackToAnOlderState() {
        var sequencer = sequencer(signer());
        stageAndInsert("grt-0");
        sequencer.round();
        owner.useHandle(handle -> {
            for (var table : List.of("head", "entry", "checkpoint", "object")) {
                handle.execute("CREATE TABLE backup_" + table + " AS TABLE ledger_" + table);
            }
        });
        stageAndInsert("grt-1");
        sequencer.round();
        restoreBackup();
        sequencer.round();
        assertThat(sequencer.signerRefusal()).map(Signer.Answer.Refused::cause).contains(Cause.SHORTER_THAN_SIGNED);
        stageAndInsert("grt-2");
        stageAndInsert("grt-3");
        sequencer.round();
        assertThat(sequencer.signerRefusal()).map(Signer.Answer.Refused::cause).contains(Cause.HISTORY_CHANGED);
        assertThat(reader().health(sequencer.signerRefusal()).signedSize()).isEqualTo(1);
    }

    private static void restoreBackup() {
        owner.useHandle(handle -> {
            for (var table : List.of("head", "entry", "checkpoint", "object")) {
                handle.execute("ALTER TABLE ledger_" + table + " DISABLE TRIGGER USER");
                handle.execute("DELETE FROM ledger_" + table);
                handle.execute("INSERT INTO ledger_" + table + " SELECT * FROM backup_" + table);
                handle.execute("ALTER TABLE ledger_" + table + " ENABLE TRIGGER USER");
            }
            handle.execute("ALTER TABLE audited DISABLE TRIGGER USER");
        });
    }

    @Test
    void refusesLoudlyAfterItsStateWasLostUnlessToldToAdopt() throws IOException {
        stageAndInsert("grt-0");
        var first = signer();
        sequencer(first).round();
        Files.delete(directory.resolve("signer.state"));
        stageAndInsert("grt-1");

        var lost = signer();
        var sequencer = sequencer(lost);
        sequencer.round();
        assertThat(sequencer.signerRefusal()).map(Signer.Answer.Refused::cause).contains(Cause.STATE_LOST);
        assertThat(reader().health(sequencer.signerRefusal()).isWell(Duration.ofSeconds(60)))
                .isFalse();

        var adopt = Files.createFile(directory.resolve("signer.state.adopt"));
        var adopting = sequencer(signer());
        adopting.round();
        assertThat(adopting.signerRefusal()).isEmpty();
        assertThat(adopt).as("decided once").doesNotExist();
        assertThat(reader().health(adopting.signerRefusal()).signedSize()).isEqualTo(2);
        assertThat(verified().verified()).isTrue();
    }

    @Test
    void keepsItsKeyToItsOwner() throws IOException {
        signer();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("signer.pem"))))
                .isEqualTo("rw-------");
    }

    /** Each as a replica has it: with a memory of its own, over the same files. */
    @Test
    void signsInTurnsWhereReplicasShareItsFiles() throws IOException {
        var replicas = List.of(sequencer(signer()), sequencer(signer()));
        for (int i = 0; i < 6; i++) {
            stageAndInsert("grt-" + i);
            replicas.get(i % 2).round();
            replicas.get((i + 1) % 2).sign();
        }

        assertThat(replicas)
                .allSatisfy(replica -> assertThat(replica.signerRefusal()).isEmpty());
        assertThat(reader().health(Optional.empty()).signedSize()).isEqualTo(6);
        assertThat(verified().verified()).isTrue();
    }

    @Test
    void exportsWhatVerifiesAndShowsARowThatWasChangedInTheDatabase() throws IOException {
        var sequencer = sequencer(signer());
        for (int i = 0; i < 5; i++) {
            stageAndInsert("grt-" + i);
            sequencer.round();
        }
        assertThat(verified().verified()).isTrue();
        owner.useHandle(handle -> {
            handle.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER");
            handle.execute("ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_check");
            handle.execute("UPDATE ledger_entry SET payload = convert_to(replace(convert_from(payload, 'UTF8'),"
                    + " 'system', 'systen'), 'UTF8') WHERE index = 3");
        });
        var report = verified();
        assertThat(report.findings()).hasSize(1);
        assertThat(report.findings().get(0).text()).contains("entry 3 (");
    }

    private VerificationReport verified() throws IOException {
        var out = new ByteArrayOutputStream();
        assertThat(reader().export(out)).isTrue();
        return new LedgerVerifier(signers.get(0).verifierKey()).verify(new ByteArrayInputStream(out.toByteArray()));
    }

    /** In a transaction of its own; answers the entry's id. */
    private EntryId stageAndInsert(String id) {
        try (var handle = service.open()) {
            return handle.inTransaction(transaction -> {
                transaction
                        .createUpdate("INSERT INTO audited (id) VALUES (:id)")
                        .bind("id", id)
                        .execute();
                return staging.stage(transaction, draft(id)).id();
            });
        }
    }

    private static EntryDraft draft(String object) {
        return EntryDraft.bySystem(EntryType.GRANT_APPROVED, object);
    }

    private FileSigner signer() {
        try {
            var signer = FileSigner.open(ORIGIN, directory.resolve("signer.pem"), directory.resolve("signer.state"));
            signers.add(signer);
            return signer;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static Sequencer sequencer(Signer signer) {
        return new Sequencer(service, signer, 100);
    }

    private static LedgerReader reader() {
        return new LedgerReader(service, ORIGIN);
    }

    /** Of a process that sequences beside the one that signs. */
    private static final class SilentSigner implements Signer {
        @Override
        public String origin() {
            return ORIGIN;
        }

        @Override
        public NoteVerifier verifierKey() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Answer sign(Head head, String newestNote, LeafHashes leaves) {
            return new Answer.Refused(Cause.STATE_LOST, "this one never signs");
        }
    }
}
