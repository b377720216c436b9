package org.silobridge.connector.source.cdc;

import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.silobridge.connector.source.jdbc.TestDatabase;

/** What captured tables leave at a database, and taking it away. */
public final class CdcTables {
    private CdcTables() {}

    /** Waits until nobody reads the slot: whoever was closed just now may still. */
    public static void awaitIdle(TestDatabase database, String connector) throws SQLException {
        if (!isIdle(database, connector)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> isIdle(database, connector));
        }
    }

    private static boolean isIdle(TestDatabase database, String connector) throws SQLException {
        return database.text(
                        "SELECT count(*)::text FROM pg_replication_slots WHERE active AND slot_name LIKE 'silobridge_"
                                + connector + "%'")
                .equals("0");
    }

    /** Changes a setting of the whole server, which hears of it soon. */
    static void alterSystem(TestDatabase database, String change) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("ALTER SYSTEM " + change);
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    /** Has the server keep no more of its log than it needs itself, for a moment: all slots lose what they wait for. */
    public static void invalidateSlots(TestDatabase database) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
            try {
                statement.execute("SELECT pg_reload_conf()");
                for (int i = 0; i < 3; i++) {
                    statement.execute("SELECT pg_logical_emit_message(false, 'test', 'x')");
                    statement.execute("SELECT pg_switch_wal()");
                }
                statement.execute("CHECKPOINT");
            } finally {
                statement.execute("ALTER SYSTEM RESET max_slot_wal_keep_size");
                statement.execute("SELECT pg_reload_conf()");
            }
        }
    }

    public static void drop(TestDatabase database, String connector) throws SQLException {
        awaitIdle(database, connector);
        database.text("SELECT count(pg_drop_replication_slot(slot_name)::text)::text FROM pg_replication_slots"
                + " WHERE slot_name LIKE 'silobridge_" + connector + "%'");
        for (var publication : database.text(
                        "SELECT string_agg(pubname, ',') FROM pg_publication WHERE pubname LIKE 'silobridge_"
                                + connector + "%'")
                .split(",", -1)) {
            database.execute("DROP PUBLICATION IF EXISTS \"" + publication + "\"");
        }
        database.drop();
    }
}
