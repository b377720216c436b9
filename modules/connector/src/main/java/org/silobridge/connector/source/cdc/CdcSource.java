package org.silobridge.connector.source.cdc;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.Rows;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.connector.source.jdbc.JdbcQuery;
import org.silobridge.model.DatasetId;
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
    private final Slug connector;
    private final Optional<DatasetId> dataset;

    /** @param dataset may be empty where nothing is {@linkplain #open opened} */
    public CdcSource(CdcSettings settings, Slug connector, Optional<DatasetId> dataset) {
        this.settings = settings;
        this.connector = connector;
        this.dataset = dataset;
    }

    private ReplicationSlot slot(String name) {
        return new ReplicationSlot(settings, name);
    }

    @Override
    public SourceKind kind() {
        return SourceKind.CDC;
    }

    @Override
    public boolean remote() {
        return true;
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
    public Optional<List<String>> keyColumns() {
        return Optional.of(settings.key());
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
            if (!"logical".equals(ReplicationSlot.text(connection, "SHOW wal_level"))) {
                violations.add(violation("url", null, "connector.source.cdc.wal-level"));
            }
            if (violations.isEmpty()) {
                checkTable(connection, violations);
                checkTypes(connection, columns, violations);
            }
            if (violations.isEmpty() && settings.publication().isPresent()) {
                violations.addAll(slot(SlotName.former(connector)).checkPublication(connection, columns));
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
    private void checkTable(Connection connection, List<Violation> violations) throws SQLException {
        var table = ReplicationSlot.quotedTable(settings);
        var identity = ReplicationSlot.text(
                connection,
                "SELECT relreplident::text FROM pg_class"
                        + " WHERE oid = CAST(? AS regclass) AND relkind = 'r' AND relpersistence = 'p'",
                table);
        if (identity == null) {
            violations.add(violation("table", settings.table(), "connector.source.cdc.no-plain-table"));
        } else if (!identity.equals("f")) {
            checkIdentity(connection, table, identity.equals("d") ? "i.indisprimary" : "i.indisreplident", violations);
        }
    }

    private void checkIdentity(Connection connection, String table, String index, List<Violation> violations)
            throws SQLException {
        for (var column : settings.key()) {
            var found = ReplicationSlot.text(
                    connection,
                    "SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)"
                            + " WHERE " + index + " AND i.indrelid = CAST(? AS regclass) AND a.attname = ?",
                    table,
                    column);
            if (found == null) {
                violations.add(violation("key", column, "connector.source.cdc.not-in-identity"));
            }
        }
        if (violations.isEmpty()) {
            checkUnique(connection, table, violations);
        }
    }

    /** Of two rows with the same key, one would be passed over where reading the table goes on behind the other. */
    private void checkUnique(Connection connection, String table, List<Violation> violations) throws SQLException {
        var key = new ObjectMapper().valueToTree(settings.key()).toString();
        var found = ReplicationSlot.text(
                connection,
                "SELECT 1 FROM pg_index i WHERE i.indrelid = CAST(? AS regclass) AND i.indisunique AND i.indisvalid"
                        + " AND i.indpred IS NULL AND i.indexprs IS NULL AND NOT EXISTS (SELECT 1 FROM pg_attribute a"
                        + " WHERE a.attrelid = i.indrelid"
                        + " AND a.attnum = ANY ((CAST(i.indkey AS int2[]))[0:i.indnkeyatts - 1])"
                        + " AND NOT CAST(? AS jsonb) @> to_jsonb(CAST(a.attname AS text)))",
                table,
                key);
        if (found == null) {
            violations.add(violation("key", String.join(", ", settings.key()), "connector.source.cdc.key-repeats"));
        }
    }

    /** What has another text in the log than in the table would change its value when its row does. */
    private void checkTypes(Connection connection, List<String> columns, List<Violation> violations)
            throws SQLException {
        var wanted = new LinkedHashSet<>(columns);
        wanted.addAll(settings.key());
        for (var column : wanted) {
            var type = ReplicationSlot.text(
                    connection,
                    "SELECT CASE t.typtype WHEN 'e' THEN 'text' WHEN 'd' THEN d.typname ELSE t.typname END"
                            + " FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
                            + " LEFT JOIN pg_type d ON d.oid = t.typbasetype"
                            + " WHERE a.attrelid = CAST(? AS regclass) AND a.attname = ?",
                    ReplicationSlot.quotedTable(settings),
                    column);
            if (type != null && !ValueText.TYPES.contains(type)) {
                violations.add(new Violation(
                        settings.login().path() + ".table",
                        column,
                        Reason.of("connector.source.cdc.no-text", "table", settings.table(), "column", column)));
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
        var slot = slot(
                known == null
                        ? SlotName.of(connector, dataset.orElseThrow())
                        : CdcPlace.slot(known).orElseGet(() -> SlotName.former(connector)));
        try (var connection = settings.login().connect()) {
            if (known == null) {
                var place = new CdcPlace(0, slot.make(connection, columns), 0, settings.snapshot(), List.of());
                var settling = settings.snapshot() ? Settling.behind(settings, connection) : null;
                return CdcRows.fromTheStart(settings, slot, columns, place, settling);
            }
            var place = CdcPlace.of(known);
            slot.require(connection, place.lsn());
            return CdcRows.behind(settings, slot, columns, place);
        } catch (SQLException e) {
            throw CaptureTrouble.of(settings, slot, e);
        }
    }

    @Override
    public Rows preview(List<String> columns) {
        return CdcRows.preview(settings, slot(SlotName.former(connector)), columns);
    }
}
