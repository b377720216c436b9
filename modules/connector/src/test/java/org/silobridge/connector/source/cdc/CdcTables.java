package org.silobridge.connector.source.cdc;

import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.silobridge.connector.source.jdbc.TestDatabase;

/** What captured tables leave at a database, and taking it away. */
final class CdcTables {
    private CdcTables() {}

    /** Waits until nobody reads the slot: whoever was closed just now may still. */
    static void awaitIdle(TestDatabase database, String connector) throws SQLException {
        if (!isIdle(database, connector)) {
            Awaitility.await().pollInterval(Duration.ofMillis(50)).until(() -> isIdle(database, connector));
        }
    }

    private static boolean isIdle(TestDatabase database, String connector) throws SQLException {
        return text(
                        database,
                        "SELECT count(*)::text FROM pg_replication_slots WHERE active AND slot_name = 'silobridge_"
                                + connector + "'")
                .equals("0");
    }

    static String text(TestDatabase database, String sql) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    static void drop(TestDatabase database, String connector) throws SQLException {
        awaitIdle(database, connector);
        text(
                database,
                "SELECT pg_drop_replication_slot(slot_name)::text FROM pg_replication_slots WHERE slot_name = 'silobridge_"
                        + connector + "'");
        database.execute("DROP PUBLICATION IF EXISTS silobridge_" + connector);
        database.drop();
    }
}
