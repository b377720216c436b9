package org.silobridge.connector.source.cdc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.Rows;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.connector.source.jdbc.JdbcQuery;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Slug;
import org.silobridge.model.Violation;

/**
 * A table of PostgreSQL and all that becomes of its rows: first as they are, in the order of their key, then each change in
 * the order of commits. See ADR 0006 for how both are exactly once.
 */
public final class CdcSource implements Source {
    private final CdcSettings settings;
    private final String slot;
    private final String publication;

    public CdcSource(CdcSettings settings, Slug connector) {
        this.settings = settings;
        this.slot = "silobridge_" + connector.value().replace('-', '_');
        this.publication = settings.publication().orElse(slot);
    }

    @Override
    public SourceKind kind() {
        return SourceKind.CDC;
    }

    @Override
    public boolean continuous() {
        return true;
    }

    @Override
    public boolean deletes() {
        return true;
    }

    @Override
    public boolean repeatsKeys() {
        return true;
    }

    @Override
    public List<String> positionColumns() {
        return settings.key();
    }

    @Override
    public List<Violation> check(List<String> columns) {
        try (var connection = settings.login().connect()) {
            var violations = new ArrayList<Violation>();
            JdbcQuery.bind(connection, settings.query(), columns, true, violations);
            if (!"logical".equals(text(connection, "SHOW wal_level"))) {
                violations.add(violation("url", null, "connector.source.cdc.wal-level"));
            }
            if (violations.isEmpty()) {
                checkIdentity(connection, violations);
            }
            return violations;
        } catch (SQLException e) {
            throw settings.login().trouble(e, "table");
        } catch (RefusedException e) {
            if (e.refusal().kind() == Refusal.Kind.INVALID
                    && !e.refusal().violations().isEmpty()) {
                return e.refusal().violations();
            }
            throw e;
        }
    }

    /** Deletes tell nothing but the replica identity: the key has to be in it. */
    private void checkIdentity(Connection connection, List<Violation> violations) throws SQLException {
        var identity = text(
                connection, "SELECT relreplident::text FROM pg_class WHERE oid = CAST(? AS regclass)", quotedTable());
        if ("f".equals(identity)) {
            return;
        }
        var index = "d".equals(identity) ? "i.indisprimary" : "i.indisreplident";
        for (var column : settings.key()) {
            var found = text(
                    connection,
                    "SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)"
                            + " WHERE " + index + " AND i.indrelid = CAST(? AS regclass) AND a.attname = ?",
                    quotedTable(),
                    column);
            if (found == null) {
                violations.add(violation("key", column, "connector.source.cdc.not-in-identity"));
            }
        }
    }

    private Violation violation(String key, @Nullable String value, String code) {
        return new Violation(
                settings.login().path() + "." + key,
                value,
                Reason.of(code, "table", settings.table(), "column", String.valueOf(value)));
    }

    @Override
    public Rows open(List<String> columns, Map<String, SourcePosition> positions) {
        var known = positions.get(settings.table());
        try (var connection = settings.login().connect()) {
            makePublication(connection);
            CdcPlace place;
            if (known == null) {
                // Left by a run that committed nothing: what it captured is in the table by now.
                dropSlot(connection);
                var from = text(
                        connection, "SELECT lsn::text FROM pg_create_logical_replication_slot(?, 'pgoutput')", slot);
                place = new CdcPlace(0, Lsn.parse(String.valueOf(from)), 0, settings.snapshot(), List.of());
            } else {
                place = CdcPlace.of(known);
                requireSlot(connection, place);
            }
            return new CdcRows(settings, slot, publication, columns, place);
        } catch (SQLException e) {
            throw settings.login().trouble(e, "table");
        }
    }

    @Override
    public Rows preview(List<String> columns) {
        return CdcRows.preview(settings, columns);
    }

    private void makePublication(Connection connection) throws SQLException {
        if (settings.publication().isEmpty()
                && text(connection, "SELECT 1 FROM pg_publication WHERE pubname = ?", publication) == null) {
            try (var statement = connection.createStatement()) {
                statement.execute("CREATE PUBLICATION " + quoted(publication) + " FOR TABLE " + quotedTable());
            }
        }
        var table = text(
                connection,
                "SELECT 1 FROM pg_publication_tables WHERE pubname = ? AND schemaname || '.' || tablename = ?",
                publication,
                settings.table());
        if (table == null) {
            throw refused(Refusal.Kind.INVALID, "connector.source.cdc.no-publication");
        }
    }

    private void dropSlot(Connection connection) throws SQLException {
        requireIdle(connection);
        text(
                connection,
                "SELECT pg_drop_replication_slot(slot_name)::text FROM pg_replication_slots WHERE slot_name = ?",
                slot);
    }

    private void requireSlot(Connection connection, CdcPlace place) throws SQLException {
        requireIdle(connection);
        var flushed = text(
                connection,
                "SELECT confirmed_flush_lsn::text FROM pg_replication_slots WHERE slot_name = ?"
                        + " AND wal_status IS DISTINCT FROM 'lost'",
                slot);
        if (flushed == null || Long.compareUnsigned(Lsn.parse(flushed), place.lsn()) > 0) {
            throw refused(Refusal.Kind.CONFLICT, "connector.source.cdc.slot-gone");
        }
    }

    /** An instance that was killed is let go by PostgreSQL a moment later. */
    private void requireIdle(Connection connection) throws SQLException {
        if (text(connection, "SELECT 1 FROM pg_replication_slots WHERE slot_name = ? AND active", slot) != null) {
            throw refused(Refusal.Kind.UNAVAILABLE, "connector.source.cdc.slot-active");
        }
    }

    private RefusedException refused(Refusal.Kind kind, String code) {
        return new RefusedException(
                Refusal.of(kind, Reason.of(code, "table", settings.table(), "slot", slot, "publication", publication)));
    }

    private String quotedTable() {
        var parts = settings.table().split("\\.", -1);
        return quoted(parts[0]) + "." + quoted(parts[1]);
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The first column of the first row; null if there is none. */
    private static @Nullable String text(Connection connection, String sql, String... parameters) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (var row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }
}
