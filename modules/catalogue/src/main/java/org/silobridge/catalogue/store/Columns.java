package org.silobridge.catalogue.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How values stand in PostgreSQL's columns. Times are kept to the millisecond, as they are in the ledger. */
public final class Columns {
    private Columns() {}

    /** The time now, as precise as it is kept. */
    public static Instant now(Clock clock) {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** A time as a parameter of type timestamptz. */
    public static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** A time that may be absent, as a parameter of type timestamptz. */
    public static @Nullable OffsetDateTime utcOrNull(@Nullable Instant instant) {
        return instant == null ? null : utc(instant);
    }

    /** The time in a column that is never null. */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        var instant = instantOrNull(row, column);
        if (instant == null) {
            throw new IllegalStateException("column " + column + " is null");
        }
        return instant;
    }

    public static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    public static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }
}
