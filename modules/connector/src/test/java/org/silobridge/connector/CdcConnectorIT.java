package org.silobridge.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.connector.source.cdc.CdcTables;
import org.silobridge.connector.source.jdbc.TestDatabase;
import org.silobridge.model.Outcome;
import org.silobridge.sandbox.Service;
import org.silobridge.sandbox.SharedInfrastructure;

/** A connector over a captured table, from its file to Kafka. */
class CdcConnectorIT {
    private static final ConnectorSettings IMPATIENT = new ConnectorSettings(
            500,
            Duration.ofMillis(100),
            Duration.ofSeconds(15),
            Duration.ofMillis(200),
            Duration.ofMillis(50),
            Duration.ofMillis(200));

    private final TestDatabase database = TestDatabase.create();

    @TempDir
    private Path directory;

    @AfterEach
    void drop() throws Exception {
        CdcTables.drop(database, database.schema());
    }

    private Path file() throws Exception {
        var login = database.login(directory, "source.cdc");
        return Files.writeString(directory.resolve("things.connector.yaml"), """
                apiVersion: silobridge.org/v1
                kind: Connector
                name: NAME
                dataset: credit/thing/owner
                catalogue: {url: "http://127.0.0.1:1", tokenFile: token}
                kafka: {clientConfigFile: kafka.properties}
                source:
                  cdc: {url: "URL", userFile: user, passwordFile: password, table: NAME.thing, key: [no], heartbeat: PT0.2S}
                mapping:
                  id: {column: no}
                  note: {column: note}
                """.replace("NAME", database.schema())
                .replace("URL", login.url()));
    }

    private static List<String> published(ExchangeStage stage) {
        return stage.committed(stage.publication().topic()).stream()
                .map(record ->
                        new String(record.key(), StandardCharsets.UTF_8) + (record.value() == null ? " gone" : ""))
                .toList();
    }

    /** Whether the slot keeps no more of the log before a place than is worth no mark. */
    private boolean isForgottenUpTo(String place) throws Exception {
        return database.text("SELECT confirmed_flush_lsn >= '" + place
                        + "'::pg_lsn - 65536 FROM pg_replication_slots WHERE slot_name LIKE 'silobridge_"
                        + database.schema() + "_%'")
                .equals("t");
    }

    /** Runs it until something is so. */
    private Outcome<RunReport> run(ConnectorFile file, ExchangeStage stage, Callable<Boolean> enough) throws Exception {
        var connector = new Connector(file, stage, IMPATIENT, Clock.systemUTC(), ConnectorListener.SILENT);
        var run = CompletableFuture.supplyAsync(connector::run);
        try {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> run.isDone() || enough.call());
        } finally {
            connector.stop();
        }
        return run.get(60, TimeUnit.SECONDS);
    }

    @Test
    void letsTheDatabaseForgetItsLogThoughOnlyOtherTablesChange() throws Exception {
        database.execute(
                "CREATE TABLE thing (no int PRIMARY KEY, note text)",
                "CREATE TABLE other (no int, note text)",
                "INSERT INTO thing VALUES (1, 'a')");
        var stage = ExchangeStage.setThings(
                SharedInfrastructure.with(Service.KAFKA, Service.POSTGRES),
                database.schema(),
                TestContract.yaml("last-wins")
                        .replace("records: event", "records: state")
                        .replace("retention: P1D", "retention: forever"));
        stage.writeClientConfig(directory.resolve("kafka.properties"));
        var file = ConnectorFile.read(file()).orThrow();
        var written = new AtomicReference<String>();

        var first = run(file, stage, () -> {
            if (written.get() == null && published(stage).equals(List.of("1"))) {
                database.execute(
                        "INSERT INTO other SELECT i, repeat(md5(i::text), 10) FROM generate_series(1, 1000) i");
                written.set(database.text("SELECT pg_current_wal_insert_lsn()::text"));
            }
            return written.get() != null && isForgottenUpTo(written.get());
        });

        assertThat(first).isInstanceOf(Outcome.Ok.class);

        // What moved without rows is no reason to lose or repeat any.
        database.execute("DELETE FROM thing", "INSERT INTO thing VALUES (2, 'b')");
        CdcTables.awaitIdle(database, database.schema());

        var second = run(file, stage, () -> published(stage).size() >= 3);

        assertThat(second).isInstanceOf(Outcome.Ok.class);
        assertThat(published(stage)).containsExactly("1", "1 gone", "2");
    }
}
