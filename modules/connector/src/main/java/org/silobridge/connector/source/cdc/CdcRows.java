package org.silobridge.connector.source.cdc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.Rows;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.connector.source.TextRow;
import org.silobridge.connector.source.jdbc.DatabaseLogin;
import org.silobridge.connector.source.jdbc.JdbcQuery;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of a table's snapshot, and behind them its changes. */
final class CdcRows implements Rows {
    private static final Logger LOG = LoggerFactory.getLogger(CdcRows.class);
    private static final long WAIT_MILLIS = 100;
    /** So many changes that are no rows may be gone through in one look. */
    private static final int MOST_PASSED_OVER = 1_000;

    private final CdcSettings settings;
    private final ReplicationSlot slot;
    private final List<String> columns;
    private final boolean preview;
    /** Where the snapshot is; where the changes are the {@link #log} knows. */
    private final List<Segment> segments;

    private final long from;
    private final long given;
    private boolean inSnapshot;
    private long rows;
    private boolean ended;
    /** What was said last of how far it is; null if a new slot was not heard of yet. */
    private @Nullable CdcPlace said;

    private @Nullable Snapshot snapshot;
    private @Nullable ChangeReader log;
    private volatile @Nullable ChangeEngine engine;
    private long looked;

    /** Until it is over nothing is said, so that a run that ends before begins with a slot of its own again. */
    private @Nullable Settling settling;

    private boolean saidThatItWaits;

    private CdcRows(
            CdcSettings settings,
            ReplicationSlot slot,
            List<String> columns,
            CdcPlace place,
            boolean known,
            boolean preview) {
        this.settings = settings;
        this.slot = slot;
        this.columns = columns;
        this.preview = preview;
        this.segments = new ArrayList<>(place.segments());
        this.rows = place.rows();
        this.from = place.lsn();
        this.given = place.given();
        this.inSnapshot = place.snapshot();
        this.said = known ? place : null;
    }

    /** With a slot that was made just now. */
    static CdcRows fromTheStart(
            CdcSettings settings,
            ReplicationSlot slot,
            List<String> columns,
            CdcPlace place,
            @Nullable Settling settling) {
        var rows = new CdcRows(settings, slot, columns, place, false, false);
        rows.settling = settling;
        return rows;
    }

    /** Behind the place that an earlier run came to. */
    static CdcRows behind(CdcSettings settings, ReplicationSlot slot, List<String> columns, CdcPlace place) {
        return new CdcRows(settings, slot, columns, place, true, false);
    }

    /** The table's rows alone; nothing is captured. */
    static Rows preview(CdcSettings settings, ReplicationSlot slot, List<String> columns) {
        return new CdcRows(settings, slot, columns, new CdcPlace(0, 0, 0, true, List.of()), false, true);
    }

    @Override
    public @Nullable SourceRow next() {
        if (!isSettled()) {
            return null;
        }
        if (inSnapshot) {
            var row = ofSnapshot();
            if (row != null) {
                return row;
            }
        }
        return ended ? null : ofChanges();
    }

    private boolean isSettled() {
        var waiting = settling;
        if (waiting == null) {
            return true;
        }
        if (!waiting.isOver()) {
            if (!saidThatItWaits) {
                saidThatItWaits = true;
                LOG.atInfo().log("the table is read when the transactions that run now have ended");
            }
            return false;
        }
        settling = null;
        waiting.close();
        return true;
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
        var reader = log;
        var running = engine;
        if (reader == null || running == null) {
            reader = begin();
            log = reader;
            running = new ChangeEngine(settings, slot, from);
            engine = running;
            looked = System.nanoTime();
        }
        long wait = WAIT_MILLIS;
        for (int i = 0; i < MOST_PASSED_OVER; i++) {
            var change = running.next(wait);
            wait = 0;
            if (change == null) {
                lookAfterTheLog(reader);
                return null;
            } else if (change instanceof Change.Row row) {
                var texts = reader.texts(row);
                if (texts != null) {
                    return row(row.deletes(), texts);
                }
            } else if (change instanceof Change.End end) {
                reader.end(end);
            } else if (change instanceof Change.Truncation) {
                throw reader.truncated();
            } else if (change instanceof Change.Failure failure) {
                throw trouble(reader, failure);
            }
        }
        return null;
    }

    /** What the database says of it by itself comes first: the engine may have met with what follows from it. */
    private RefusedException trouble(ChangeReader reader, Change.Failure failure) {
        try (var connection = settings.login().connect()) {
            slot.requireKept(connection, reader.place(rows).lsn());
            return CaptureTrouble.of(settings, slot, failure);
        } catch (SQLException e) {
            return CaptureTrouble.of(settings, slot, e);
        } catch (RefusedException e) {
            return e;
        }
    }

    /** Finds the order of the key. The slot is looked at again: reading the table may have taken a day. */
    private ChangeReader begin() {
        try (var connection = settings.login().connect()) {
            slot.require(connection, from);
            var violations = new ArrayList<Violation>();
            var query = JdbcQuery.bind(connection, settings.query(), columns, true, violations);
            if (!violations.isEmpty()) {
                throw DatabaseLogin.refused(violations);
            }
            return new ChangeReader(
                    settings, columns, query::compare, new CdcPlace(rows, from, given, false, segments));
        } catch (SQLException e) {
            throw settings.login().trouble(e, "table");
        }
    }

    /** Where nothing is told for long: because nothing happens, or because it is not told. */
    private void lookAfterTheLog(ChangeReader reader) {
        if (System.nanoTime() - looked < settings.heartbeat().toNanos()) {
            return;
        }
        looked = System.nanoTime();
        try (var connection = connection()) {
            if (connection != null) {
                slot.requirePublished(connection);
                slot.mark(connection, reader.place(rows).lsn());
            }
        } catch (SQLException e) {
            if (String.valueOf(e.getSQLState()).startsWith("08")) {
                throw settings.login().trouble(e);
            }
            // Changes come all the same.
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("no mark could be written into the log");
        }
    }

    /**
     * Another one than the changes come over; null if there is none for now, which is nothing to stop for.
     *
     * @throws RefusedException if the database is silent: that of the changes would be for ever, as it only listens
     */
    private @Nullable Connection connection() {
        try {
            return settings.login().connect();
        } catch (RefusedException e) {
            if (e.refusal().kind() == Refusal.Kind.UNAVAILABLE
                    && !e.refusal().reason().code().equals(DatabaseLogin.NO_CONNECTION_FREE)) {
                throw e;
            }
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("no connection to look after the log");
            return null;
        }
    }

    private SourceRow row(boolean deletes, @Nullable String[] texts) {
        rows++;
        return new TextRow(settings.table(), rows, deletes, false, columns, texts, settings.maxRowBytes());
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public List<SourcePosition> advance() {
        if (settling != null) {
            return List.of();
        }
        var reader = log;
        var place = reader == null ? new CdcPlace(rows, from, given, inSnapshot, segments) : reader.place(rows);
        if (place.equals(said)) {
            return List.of();
        }
        said = place;
        return List.of(place.position(settings.table(), slot.name()));
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
        var waiting = settling;
        var reading = snapshot;
        var running = engine;
        try {
            if (waiting != null) {
                waiting.close();
            }
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
