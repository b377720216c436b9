package org.silobridge.connector.source.cdc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.jdbc.DatabaseLogin;
import org.silobridge.connector.source.jdbc.JdbcQuery;
import org.silobridge.model.Violation;

/** A table's rows behind a key, in one transaction that sees one state of it. */
final class Snapshot implements AutoCloseable {
    private final CdcSettings settings;
    private final Connection connection;
    private final JdbcQuery query;
    private final Segment segment;
    private final PreparedStatement statement;
    private final ResultSet cursor;

    private Snapshot(CdcSettings settings, Connection connection, JdbcQuery query, List<String> behind)
            throws SQLException {
        this.settings = settings;
        this.connection = connection;
        this.query = query;
        try (var state = connection.prepareStatement(
                        "SELECT pg_current_snapshot()::text, pg_current_wal_insert_lsn()::text");
                var row = state.executeQuery()) {
            row.next();
            this.segment = new Segment(row.getString(1), Lsn.parse(row.getString(2)), List.of());
        }
        this.statement = query.behind(connection, behind, null);
        this.cursor = statement.executeQuery();
    }

    static Snapshot open(CdcSettings settings, List<String> columns, List<String> behind) {
        var connection = settings.login().connect();
        try {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            var violations = new ArrayList<Violation>();
            var query = JdbcQuery.bind(connection, settings.query(), columns, true, violations);
            if (!violations.isEmpty()) {
                throw DatabaseLogin.refused(violations);
            }
            return new Snapshot(settings, connection, query, behind);
        } catch (SQLException e) {
            closeAfter(connection, e);
            throw settings.login().trouble(e, "table");
        } catch (RuntimeException e) {
            closeAfter(connection, e);
            throw e;
        }
    }

    private static void closeAfter(Connection connection, Exception because) {
        try {
            connection.close();
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    /** What this transaction sees, of all keys behind where it began. */
    Segment segment() {
        return segment;
    }

    JdbcQuery query() {
        return query;
    }

    /** Goes to the next row; null at the end. */
    @Nullable
    ResultSet next() {
        try {
            return cursor.next() ? cursor : null;
        } catch (SQLException e) {
            throw settings.login().trouble(e, "table");
        }
    }

    @Override
    public void close() {
        try (connection) {
            statement.close();
        } catch (SQLException e) {
            throw settings.login().trouble(e, "table");
        }
    }
}
