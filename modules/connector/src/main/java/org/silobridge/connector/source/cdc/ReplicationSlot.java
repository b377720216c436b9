package org.silobridge.connector.source.cdc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;

/**
 * What a connector has at the database: the replication slot, which keeps the log from a place on, and the publication,
 * which says what of it is told.
 */
final class ReplicationSlot {
    /** How much of the log others must have written before it is worth a mark: far less than the database keeps anyway. */
    private static final long MARK_EVERY_BYTES = 64 << 10;

    /** The database waits for all transactions that run. */
    private static final Duration LONGEST_MAKING = Duration.ofHours(1);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final CdcSettings settings;
    private final String name;
    private final String publication;

    ReplicationSlot(CdcSettings settings, String name) {
        this.settings = settings;
        this.name = name;
        this.publication = settings.publication().orElse(name);
    }

    String name() {
        return name;
    }

    String publication() {
        return publication;
    }

    /**
     * Makes the slot anew, and the publication where it is ours and not there. A slot that is there was left by a run that
     * committed nothing: what it captured is in the table by now.
     *
     * @return the place in the log from which on it keeps what is committed
     */
    long make(Connection connection, List<String> columns) throws SQLException {
        requireFree(state(connection));
        if (settings.publication().isEmpty()
                && text(connection, "SELECT 1 FROM pg_publication WHERE pubname = ?", publication) == null) {
            try (var statement = connection.createStatement()) {
                statement.execute("CREATE PUBLICATION " + quoted(publication) + " FOR TABLE " + quotedTable(settings));
            }
        }
        var violations = checkPublication(connection, columns);
        if (!violations.isEmpty()) {
            throw new RefusedException(
                    new Refusal(Refusal.Kind.INVALID, Reason.of("connector.source.unreadable"), violations));
        }
        text(
                connection,
                "SELECT pg_drop_replication_slot(slot_name)::text FROM pg_replication_slots WHERE slot_name = ?",
                name);
        settings.login().patient(connection, LONGEST_MAKING);
        return Lsn.parse(String.valueOf(
                text(connection, "SELECT lsn::text FROM pg_create_logical_replication_slot(?, 'pgoutput')", name)));
    }

    /**
     * Requires that everything committed behind a place in the log can still be told, and nobody else is being told it.
     *
     * @throws RefusedException of the kind {@code UNAVAILABLE} while the slot is in use
     */
    void require(Connection connection, long from) throws SQLException {
        requireFree(state(connection));
        requireKept(connection, from);
    }

    /** The same, but that somebody may be told it. */
    void requireKept(Connection connection, long from) throws SQLException {
        var state = state(connection);
        if (state == null) {
            throw refused("connector.source.cdc.slot-gone", "");
        }
        if ("lost".equals(state.walStatus)) {
            throw refused("connector.source.cdc.slot-lost", state.invalidation);
        }
        if (Long.compareUnsigned(state.flushed, from) > 0) {
            throw refused("connector.source.cdc.slot-moved", "");
        }
        requirePublished(connection);
    }

    /** Requires that the publication still has the table: what changes while it has not is never told. */
    void requirePublished(Connection connection) throws SQLException {
        if (published(connection) == null) {
            throw refused("connector.source.cdc.publication-gone", "");
        }
    }

    /**
     * Writes a mark into the log, if others have written much behind a place: a transaction of nothing, whose end is told
     * where those of other tables are not. So the place moves, and the log before it need not be kept.
     */
    void mark(Connection connection, long behind) throws SQLException {
        // It is nothing that a standby would have to have: nobody waits for one that is away.
        text(connection, "SELECT set_config('synchronous_commit', 'local', false)");
        text(
                connection,
                "SELECT pg_logical_emit_message(true, 'silobridge', '')::text"
                        + " WHERE CASE WHEN pg_is_in_recovery() THEN false"
                        + " ELSE pg_current_wal_insert_lsn() - '0/0'::pg_lsn > CAST(? AS numeric) END",
                String.valueOf(behind + MARK_EVERY_BYTES));
    }

    /** Everything that keeps the publication from telling all changes of the table with these columns. */
    List<Violation> checkPublication(Connection connection, List<String> columns) throws SQLException {
        var violations = new ArrayList<Violation>();
        var published = published(connection);
        if (published == null) {
            violations.add(violation("connector.source.cdc.no-publication", ""));
            return violations;
        }
        if (!published.everyKind) {
            violations.add(violation("connector.source.cdc.publication-kinds", ""));
        }
        if (published.filtered) {
            violations.add(violation("connector.source.cdc.publication-filter", ""));
        }
        var missing = new ArrayList<>(columns);
        settings.key().stream().filter(column -> !missing.contains(column)).forEach(missing::add);
        missing.removeAll(published.columns);
        if (!published.columns.isEmpty()) {
            missing.forEach(column -> violations.add(violation("connector.source.cdc.publication-column", column)));
        }
        return violations;
    }

    private Violation violation(String code, String column) {
        return new Violation(
                settings.login().path() + ".publication",
                publication,
                Reason.of(code, "publication", publication, "table", settings.table(), "column", column));
    }

    /** @param columns all of the table's where this says none */
    private record Published(boolean everyKind, boolean filtered, List<String> columns) {}

    /** What is published of the table; null for nothing. Filters and lists of columns are known from PostgreSQL 15 on. */
    private @Nullable Published published(Connection connection) throws SQLException {
        try (var statement =
                connection.prepareStatement("SELECT p.pubinsert AND p.pubupdate AND p.pubdelete AND p.pubtruncate,"
                        + " to_jsonb(t) ->> 'rowfilter', to_jsonb(t) ->> 'attnames'"
                        + " FROM pg_publication p JOIN pg_publication_tables t ON t.pubname = p.pubname"
                        + " WHERE p.pubname = ? AND t.schemaname || '.' || t.tablename = ?")) {
            statement.setString(1, publication);
            statement.setString(2, settings.table());
            try (var row = statement.executeQuery()) {
                return row.next()
                        ? new Published(row.getBoolean(1), row.getString(2) != null, names(row.getString(3)))
                        : null;
            }
        }
    }

    private static List<String> names(@Nullable String json) {
        try {
            return json == null ? List.of() : Arrays.asList(JSON.readValue(json, String[].class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private record State(@Nullable Holder holder, String walStatus, String invalidation, long flushed) {}

    /** Who is being told what a slot keeps. */
    private record Holder(String process, String application, String user) {}

    /**
     * How the slot is; null if there is none.
     *
     * @throws RefusedException if there is one of this name that is not ours
     */
    private @Nullable State state(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(
                "SELECT coalesce(s.plugin, s.slot_type), coalesce(s.database, ''), s.database = current_database(),"
                        + " s.active_pid::text, coalesce(a.application_name, ''), coalesce(a.usename, ''),"
                        + " coalesce(wal_status, ''), coalesce(to_jsonb(s) ->> 'invalidation_reason', wal_status, ''),"
                        + " coalesce(confirmed_flush_lsn, '0/0')::text"
                        + " FROM pg_replication_slots s LEFT JOIN pg_stat_activity a ON a.pid = s.active_pid"
                        + " WHERE slot_name = ?")) {
            statement.setString(1, name);
            try (var row = statement.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                if (!row.getString(1).equals("pgoutput") || !row.getBoolean(3)) {
                    throw new RefusedException(Refusal.of(
                            Refusal.Kind.CONFLICT,
                            Reason.of(
                                    "connector.source.cdc.slot-foreign",
                                    "table",
                                    settings.table(),
                                    "slot",
                                    name,
                                    "plugin",
                                    row.getString(1),
                                    "database",
                                    row.getString(2))));
                }
                var process = row.getString(4);
                return new State(
                        process == null ? null : new Holder(process, row.getString(5), row.getString(6)),
                        row.getString(7),
                        row.getString(8),
                        Lsn.parse(row.getString(9)));
            }
        }
    }

    /** An instance that was killed is let go by PostgreSQL a moment later. */
    private void requireFree(@Nullable State state) {
        if (state != null && state.holder != null) {
            throw new RefusedException(Refusal.of(
                    Refusal.Kind.UNAVAILABLE,
                    Reason.of(
                            "connector.source.cdc.slot-active",
                            "table",
                            settings.table(),
                            "slot",
                            name,
                            "process",
                            state.holder.process,
                            "application",
                            state.holder.application,
                            "user",
                            state.holder.user)));
        }
    }

    private RefusedException refused(String code, String cause) {
        return new RefusedException(Refusal.of(
                Refusal.Kind.CONFLICT,
                Reason.of(code, "table", settings.table(), "slot", name, "publication", publication, "cause", cause)));
    }

    static String quotedTable(CdcSettings settings) {
        var parts = settings.table().split("\\.", -1);
        return quoted(parts[0]) + "." + quoted(parts[1]);
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The first column of the first row; null if there is none. */
    static @Nullable String text(Connection connection, String sql, String... parameters) throws SQLException {
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
