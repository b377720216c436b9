package org.silobridge.connector.source.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.silobridge.connector.source.Rows;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;

/**
 * A query, read in the order of its key or of a column that grows. A position is the place of the last row in that order.
 * It sees what is there: not what was deleted, and of changes only those that renew the growing column.
 */
public final class JdbcSource implements Source {
    private final JdbcSettings settings;
    private final Time time;

    public JdbcSource(JdbcSettings settings) {
        this(settings, Time.REAL);
    }

    JdbcSource(JdbcSettings settings, Time time) {
        this.settings = settings;
        this.time = time;
    }

    @Override
    public SourceKind kind() {
        return SourceKind.JDBC;
    }

    @Override
    public boolean remote() {
        return true;
    }

    @Override
    public boolean continuous() {
        return settings.mode() != JdbcMode.FULL;
    }

    /** A row that changes comes again; and keys cannot be held against all that were ever read. */
    @Override
    public boolean repeatsKeys() {
        return continuous();
    }

    @Override
    public List<String> positionColumns() {
        return settings.order();
    }

    @Override
    public List<Violation> check(List<String> columns) {
        try (var connection = settings.login().connect()) {
            var violations = new ArrayList<Violation>();
            var query = JdbcQuery.bind(connection, settings, columns, false, violations);
            if (violations.isEmpty()) {
                query.findNulls(connection, violations);
            }
            return violations;
        } catch (SQLException e) {
            throw settings.login().trouble(e, settings.what());
        } catch (RefusedException e) {
            if (e.refusal().kind() == Refusal.Kind.INVALID
                    && !e.refusal().violations().isEmpty()) {
                return e.refusal().violations();
            }
            throw e;
        }
    }

    @Override
    public Rows open(List<String> columns, Map<String, SourcePosition> positions) {
        var place = positions.get(settings.part());
        return rows(columns, place == null ? Place.start(settings) : Place.of(settings, place), false);
    }

    @Override
    public Rows preview(List<String> columns) {
        return rows(columns, Place.start(settings), true);
    }

    private Rows rows(List<String> columns, Place place, boolean preview) {
        var connection = settings.login().connect();
        try {
            // One statement's rows at a time, fetched as they are asked for: drivers do so within transactions only.
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            var violations = new ArrayList<Violation>();
            var query = JdbcQuery.bind(connection, settings, columns, false, violations);
            if (!violations.isEmpty()) {
                throw new RefusedException(
                        new Refusal(Refusal.Kind.INVALID, Reason.of("connector.source.unreadable"), violations));
            }
            return new JdbcRows(settings, query, connection, time, place, preview);
        } catch (SQLException e) {
            closeAfter(connection, e);
            throw settings.login().trouble(e, settings.what());
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
}
