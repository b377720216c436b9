package org.silobridge.connector.source.cdc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The time between making a slot and reading its table. A transaction is seen by others only a while after its commit stands
 * in the log: with synchronous replication when its standby has answered. One whose commit stands before the slot's place is
 * not told from the slot; so the table may not be read before it can be seen. Every transaction that was begun when the
 * slot had been made may be such a one, and none that was begun later: once all those have ended, so has this.
 */
final class Settling implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final String FIRST_RUNNING = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text";

    private final CdcSettings settings;
    private final long transaction;
    private @Nullable Connection connection;

    /** @param transaction number of one that began, and ended, when the slot had been made */
    private Settling(CdcSettings settings, long transaction) {
        this.settings = settings;
        this.transaction = transaction;
    }

    /** When a slot has just been made; null if nothing that had begun by then runs any more. */
    static @Nullable Settling behind(CdcSettings settings, Connection connection) throws SQLException {
        long drawn = drawNumber(connection);
        return number(connection, FIRST_RUNNING) > drawn ? null : new Settling(settings, drawn);
    }

    /** Of a transaction of nothing. What a snapshot says comes next is only behind the last one that ended. */
    private static long drawNumber(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try {
            return number(connection, "SELECT pg_current_xact_id()::text");
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** Whether the table may be read; if not, waits a moment. */
    boolean isOver() {
        try {
            var asking = connection;
            if (asking == null) {
                asking = settings.login().connect();
                connection = asking;
            }
            if (number(asking, FIRST_RUNNING) > transaction) {
                return true;
            }
        } catch (SQLException e) {
            throw settings.login().trouble(e, "table");
        }
        LockSupport.parkNanos(this, PAUSE_NANOS);
        return false;
    }

    private static long number(Connection connection, String sql) throws SQLException {
        return Long.parseUnsignedLong(String.valueOf(ReplicationSlot.text(connection, sql)));
    }

    @Override
    public void close() {
        var asking = connection;
        connection = null;
        try {
            if (asking != null) {
                asking.close();
            }
        } catch (SQLException e) {
            throw settings.login().trouble(e, "table");
        }
    }
}
