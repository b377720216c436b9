package org.silobridge.connector.source.cdc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.Rows;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.connector.source.TextRow;
import org.silobridge.connector.source.jdbc.DatabaseLogin;
import org.silobridge.connector.source.jdbc.JdbcQuery;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;

/** The rows of a table's snapshot, and behind them its changes. */
final class CdcRows implements Rows {
    private static final long WAIT_MILLIS = 100;

    private final CdcSettings settings;
    private final String slot;
    private final String publication;
    private final List<String> columns;
    private final boolean preview;
    private final List<Segment> segments;
    private long rows;
    private long lsn;
    private long given;
    private long alreadyGiven;
    private boolean inSnapshot;
    private boolean moved;
    private boolean ended;
    private @Nullable Snapshot snapshot;
    private @Nullable JdbcQuery query;
    private volatile @Nullable ChangeEngine engine;

    CdcRows(CdcSettings settings, String slot, String publication, List<String> columns, CdcPlace place) {
        this(settings, slot, publication, columns, place, false);
    }

    private CdcRows(
            CdcSettings settings,
            String slot,
            String publication,
            List<String> columns,
            CdcPlace place,
            boolean preview) {
        this.settings = settings;
        this.slot = slot;
        this.publication = publication;
        this.columns = columns;
        this.preview = preview;
        this.segments = new ArrayList<>(place.segments());
        this.rows = place.rows();
        this.lsn = place.lsn();
        this.alreadyGiven = place.given();
        this.inSnapshot = place.snapshot();
    }

    /** The table's rows alone; nothing is captured. */
    static Rows preview(CdcSettings settings, List<String> columns) {
        return new CdcRows(settings, "", "", columns, new CdcPlace(0, 0, 0, true, List.of()), true);
    }

    @Override
    public @Nullable SourceRow next() {
        if (inSnapshot) {
            var row = ofSnapshot();
            if (row != null) {
                return row;
            }
        }
        return ended ? null : ofChanges();
    }

    private @Nullable SourceRow ofSnapshot() {
        var reading = snapshot;
        if (reading == null) {
            var behind = segments.isEmpty()
                    ? List.<String>of()
                    : segments.get(segments.size() - 1).bound();
            reading = Snapshot.open(settings, columns, behind);
            snapshot = reading;
            segments.add(reading.segment());
        }
        var row = reading.next();
        if (row == null) {
            segments.set(segments.size() - 1, reading.segment());
            snapshot = null;
            reading.close();
            inSnapshot = false;
            ended = preview;
            moved = true;
            return null;
        }
        try {
            return ofSnapshot(reading.query(), row, reading.segment());
        } catch (SQLException e) {
            throw settings.login().trouble(e, "table");
        }
    }

    private SourceRow ofSnapshot(JdbcQuery query, ResultSet row, Segment segment) throws SQLException {
        var texts = new @Nullable String[columns.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = query.wantedText(row, i);
        }
        segments.set(segments.size() - 1, segment.boundedBy(query.place(row)));
        return row(false, texts);
    }

    private @Nullable SourceRow ofChanges() {
        var running = engine;
        if (running == null) {
            query = bound();
            running = new ChangeEngine(settings, slot, publication, lsn);
            engine = running;
        }
        var change = running.next(WAIT_MILLIS);
        while (change != null) {
            if (change instanceof Change.Row row) {
                var told = told(row);
                if (told != null) {
                    return told;
                }
            } else if (change instanceof Change.End end) {
                lsn = end.lsn();
                given = 0;
                alreadyGiven = 0;
                moved = true;
            } else if (change instanceof Change.Truncation) {
                throw new RefusedException(Refusal.of(
                        Refusal.Kind.CONFLICT, Reason.of("connector.source.cdc.truncated", "table", settings.table())));
            } else if (change instanceof Change.Failure failure) {
                throw new RefusedException(Refusal.of(
                        Refusal.Kind.UNAVAILABLE,
                        Reason.of(
                                "connector.source.database.no-answer",
                                "url",
                                settings.login().url(),
                                "error",
                                failure.error())));
            }
            change = running.next(0);
        }
        return null;
    }

    /** The columns and the order of the key, of a table that is read through its log. */
    private JdbcQuery bound() {
        try (var connection = settings.login().connect()) {
            var violations = new ArrayList<Violation>();
            var found = JdbcQuery.bind(connection, settings.query(), columns, true, violations);
            if (!violations.isEmpty()) {
                throw DatabaseLogin.refused(violations);
            }
            return found;
        } catch (SQLException e) {
            throw settings.login().trouble(e, "table");
        }
    }

    private @Nullable SourceRow told(Change.Row change) {
        given++;
        if (given <= alreadyGiven) {
            return null;
        }
        moved = true;
        if (isInSnapshot(change)) {
            return null;
        }
        var texts = new @Nullable String[columns.size()];
        boolean incomplete = false;
        for (int i = 0; i < texts.length; i++) {
            texts[i] = text(change.row(), columns.get(i));
            incomplete |= ChangeEngine.UNCHANGED.equals(texts[i]);
        }
        if (incomplete) {
            // To publish the row without it would be to say that it has no value.
            throw new RefusedException(Refusal.of(
                    Refusal.Kind.CONFLICT,
                    Reason.of("connector.source.cdc.value-not-in-log", "table", settings.table())));
        }
        return row(change.deletes(), texts);
    }

    private @Nullable String text(Struct row, String column) {
        var field = row.schema().field(column);
        if (field == null) {
            throw new RefusedException(Refusal.of(
                    Refusal.Kind.CONFLICT,
                    Reason.of("connector.source.cdc.column-gone", "table", settings.table(), "column", column)));
        }
        return ValueText.of(row, field);
    }

    private boolean isInSnapshot(Change.Row change) {
        // A change stands in the log before its transaction's commit: behind this, no transaction is in a snapshot.
        if (segments.stream().allMatch(segment -> Long.compareUnsigned(change.lsn(), segment.until()) > 0)) {
            segments.clear();
        }
        var order = query;
        if (segments.isEmpty() || order == null) {
            return false;
        }
        var key = settings.key().stream()
                .map(column -> String.valueOf(text(change.row(), column)))
                .toList();
        for (var segment : segments) {
            if (segment.bound().isEmpty() || order.compare(key, segment.bound()) <= 0) {
                return segment.sees(change.transaction());
            }
        }
        return false;
    }

    private SourceRow row(boolean deletes, @Nullable String[] texts) {
        rows++;
        moved = true;
        return new TextRow(settings.table(), rows, deletes, false, columns, texts, settings.maxRowBytes());
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public List<SourcePosition> advance() {
        if (!moved) {
            return List.of();
        }
        moved = false;
        var place = new CdcPlace(rows, lsn, Math.max(given, alreadyGiven), inSnapshot, segments);
        return List.of(place.position(settings.table()));
    }

    @Override
    public void committed(List<SourcePosition> positions) {
        var running = engine;
        if (running != null) {
            positions.forEach(
                    position -> running.committed(CdcPlace.of(position).lsn()));
        }
    }

    @Override
    public void close() {
        var reading = snapshot;
        var running = engine;
        try {
            if (reading != null) {
                reading.close();
            }
        } finally {
            if (running != null) {
                running.close();
            }
        }
    }
}
