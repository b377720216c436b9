package org.silobridge.connector.source.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.Rows;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.connector.source.TextRow;

/** The rows of a query, one statement after the other: what earlier runs read (of a full reading), then what is behind. */
final class JdbcRows implements Rows {
    private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final JdbcSettings settings;
    private final JdbcQuery query;
    private final Connection connection;
    private final Time time;
    private final boolean preview;
    private final List<String> names;
    private final Watermark watermark;
    private final CountDownLatch closed = new CountDownLatch(1);
    private Place place;
    private boolean replays;
    private long replayed;
    private boolean moved;
    private boolean ended;
    private boolean polled;
    private long polledAt;
    private @Nullable PreparedStatement statement;
    private @Nullable ResultSet cursor;

    JdbcRows(JdbcSettings settings, JdbcQuery query, Connection connection, Time time, Place place, boolean preview) {
        this.settings = settings;
        this.query = query;
        this.connection = connection;
        this.time = time;
        this.place = place;
        this.preview = preview;
        this.names =
                IntStream.range(0, query.wanted()).mapToObj(query::wantedName).toList();
        this.watermark = new Watermark(settings.visibilityLag());
        // Read again, so that keys that must not repeat are known.
        this.replays = settings.mode() == JdbcMode.FULL && !place.values().isEmpty();
    }

    @Override
    public @Nullable SourceRow next() {
        try {
            while (!ended) {
                if (cursor == null && !begin()) {
                    return null;
                }
                if (cursor != null && cursor.next()) {
                    return row(cursor);
                }
                if (!finish()) {
                    return null;
                }
            }
            return null;
        } catch (SQLException e) {
            throw settings.login().trouble(e, settings.what());
        }
    }

    private SourceRow row(ResultSet cursor) throws SQLException {
        var texts = new @Nullable String[names.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = query.wantedText(cursor, i);
        }
        if (replays) {
            replayed++;
            return new TextRow(settings.part(), replayed, false, true, names, texts, settings.maxRowBytes());
        }
        place = new Place(query.place(cursor), place.rows() + 1);
        moved = true;
        return new TextRow(settings.part(), place.rows(), false, false, names, texts, settings.maxRowBytes());
    }

    /** @return whether a statement is running; if not, there is nothing now */
    private boolean begin() throws SQLException {
        if (polled) {
            long wait = settings.poll().toNanos() - (time.nanos() - polledAt);
            if (wait > 0) {
                await(Math.min(wait, LONGEST_WAIT_NANOS));
                return false;
            }
        }
        PreparedStatement next;
        if (replays) {
            next = query.upTo(connection, place.values());
        } else if (preview || settings.mode() == JdbcMode.FULL) {
            next = query.behind(connection, place.values(), null);
        } else {
            polled = true;
            polledAt = time.nanos();
            var bound = bound();
            if (bound == null) {
                connection.commit();
                await(Math.min(settings.poll().toNanos(), LONGEST_WAIT_NANOS));
                return false;
            }
            next = query.behind(connection, place.values(), bound);
        }
        statement = next;
        cursor = next.executeQuery();
        return true;
    }

    /** Up to where the growing column may be read now; null if nowhere. */
    private @Nullable String bound() throws SQLException {
        if (settings.mode() == JdbcMode.TIMESTAMP) {
            var until = time.at(connection).minus(settings.visibilityLag());
            return query.growing() == ColumnType.MOMENT
                    ? until.toString()
                    : until.atZoneSameInstant(settings.zone().orElseThrow())
                            .toLocalDateTime()
                            .toString();
        }
        var greatest = query.greatest(connection);
        long now = time.nanos();
        if (greatest != null) {
            watermark.see(greatest, now);
        }
        return watermark.settled(now);
    }

    /** @return whether something follows at once, or the end */
    private boolean finish() throws SQLException {
        closeCursor();
        connection.commit();
        if (replays) {
            replays = false;
            return true;
        }
        ended = preview || settings.mode() == JdbcMode.FULL;
        return ended;
    }

    private void await(long nanos) {
        try {
            boolean now = closed.await(nanos, TimeUnit.NANOSECONDS);
            ended |= now;
        } catch (InterruptedException e) {
            // Whoever interrupts wants an end: that is asked for elsewhere.
            Thread.currentThread().interrupt();
        }
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
        return List.of(place.position(settings));
    }

    private void closeCursor() throws SQLException {
        var running = statement;
        cursor = null;
        statement = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            // Ends what runs: nothing was written.
            connection.close();
        } catch (SQLException e) {
            throw settings.login().trouble(e, settings.what());
        }
    }
}
