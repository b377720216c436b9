package org.silobridge.connector.source.jdbc;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a column's values are, as far as that matters for writing them as texts without loss, and for ordering by them. */
enum ColumnType {
    WHOLE(true) {
        @Override
        Object parse(String text) {
            return Long.valueOf(text);
        }
    },
    DECIMAL(true) {
        @Override
        @Nullable
        String text(ResultSet row, int index) throws SQLException {
            var value = row.getObject(index);
            // PostgreSQL's numeric may also be no number.
            return value instanceof BigDecimal number
                    ? number.toPlainString()
                    : value == null ? null : value.toString();
        }

        @Override
        Object parse(String text) {
            return new BigDecimal(text);
        }
    },
    TEXT(true) {
        @Override
        Object parse(String text) {
            return text;
        }
    },
    UUID_TEXT(true) {
        @Override
        Object parse(String text) {
            return UUID.fromString(text);
        }
    },
    DATE(true) {
        @Override
        @Nullable
        String text(ResultSet row, int index) throws SQLException {
            return string(row.getObject(index, LocalDate.class));
        }

        @Override
        Object parse(String text) {
            return LocalDate.parse(text);
        }
    },
    /** Without a zone: what it means the mapping has to say. */
    LOCAL_TIMESTAMP(true) {
        @Override
        @Nullable
        String text(ResultSet row, int index) throws SQLException {
            return string(row.getObject(index, LocalDateTime.class));
        }

        @Override
        Object parse(String text) {
            return LocalDateTime.parse(text);
        }
    },
    /** A moment, always with its offset. */
    MOMENT(true) {
        @Override
        @Nullable
        String text(ResultSet row, int index) throws SQLException {
            return string(row.getObject(index, OffsetDateTime.class));
        }

        @Override
        Object parse(String text) {
            return OffsetDateTime.parse(text);
        }
    },
    LOCAL_TIME(false) {
        @Override
        @Nullable
        String text(ResultSet row, int index) throws SQLException {
            var time = row.getObject(index, LocalTime.class);
            // What PostgreSQL's driver makes of the end of a day, which Java has no time for.
            return LocalTime.MAX.equals(time) ? "24:00" : string(time);
        }
    },
    OFFSET_TIME(false) {
        @Override
        @Nullable
        String text(ResultSet row, int index) throws SQLException {
            return string(row.getObject(index, OffsetTime.class));
        }
    },
    BOOLEAN(false) {
        @Override
        @Nullable
        String text(ResultSet row, int index) throws SQLException {
            boolean value = row.getBoolean(index);
            return row.wasNull() ? null : Boolean.toString(value);
        }
    },
    /** Whatever else has a text in the database that says all of it: floating numbers, JSON, intervals, enums. */
    OTHER(false),
    /** Bytes, arrays, composites: no text of theirs is what a contract's field means. */
    NONE(false);

    private final boolean orders;

    ColumnType(boolean orders) {
        this.orders = orders;
    }

    /** Of a column by JDBC's type and the database's own name of it. */
    static ColumnType of(int type, String name) {
        var word = name.toLowerCase(Locale.ROOT);
        return switch (word) {
            // PostgreSQL's driver gives both kinds of timestamp the same number.
            case "timestamptz" -> MOMENT;
            case "timetz" -> OFFSET_TIME;
            case "uuid" -> UUID_TEXT;
            case "bool" -> BOOLEAN;
            default ->
                switch (type) {
                    case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> WHOLE;
                    case Types.NUMERIC, Types.DECIMAL -> DECIMAL;
                    case Types.CHAR,
                            Types.VARCHAR,
                            Types.LONGVARCHAR,
                            Types.NCHAR,
                            Types.NVARCHAR,
                            Types.LONGNVARCHAR -> TEXT;
                    case Types.DATE -> DATE;
                    case Types.TIMESTAMP -> LOCAL_TIMESTAMP;
                    case Types.TIMESTAMP_WITH_TIMEZONE -> MOMENT;
                    case Types.TIME -> LOCAL_TIME;
                    case Types.TIME_WITH_TIMEZONE -> OFFSET_TIME;
                    case Types.BIT, Types.BOOLEAN -> word.equals("bit") || word.equals("varbit") ? OTHER : BOOLEAN;
                    case Types.BINARY,
                            Types.VARBINARY,
                            Types.LONGVARBINARY,
                            Types.BLOB,
                            Types.ARRAY,
                            Types.STRUCT,
                            Types.REF,
                            Types.ROWID -> NONE;
                    default -> OTHER;
                };
        };
    }

    boolean isReadable() {
        return this != NONE;
    }

    /** Whether rows can be ordered by such a column, and read on behind one of its values. */
    boolean orders() {
        return orders;
    }

    /** The value as text; null where there is none. */
    @Nullable
    String text(ResultSet row, int index) throws SQLException {
        return row.getString(index);
    }

    /** The reverse of {@link #text}, for what orders. */
    Object parse(String text) {
        throw new IllegalStateException("rows are not ordered by a column of the type " + this);
    }

    /** Sets a value that {@link #text} gave. */
    void bind(PreparedStatement statement, int index, String text) throws SQLException {
        statement.setObject(index, parse(text));
    }

    /** Compares two texts that {@link #text} gave as the database compares the values, texts by their bytes. */
    int compare(String one, String other) {
        var left = parse(one);
        var right = parse(other);
        if (left instanceof Long a && right instanceof Long b) {
            return a.compareTo(b);
        }
        if (left instanceof BigDecimal a && right instanceof BigDecimal b) {
            return a.compareTo(b);
        }
        if (left instanceof LocalDate a && right instanceof LocalDate b) {
            return a.compareTo(b);
        }
        if (left instanceof LocalDateTime a && right instanceof LocalDateTime b) {
            return a.compareTo(b);
        }
        if (left instanceof OffsetDateTime a && right instanceof OffsetDateTime b) {
            return a.toInstant().compareTo(b.toInstant());
        }
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String string(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
