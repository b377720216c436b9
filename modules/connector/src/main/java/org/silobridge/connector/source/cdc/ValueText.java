package org.silobridge.connector.source.cdc;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * The texts of what Debezium says of values: the same that the snapshot's query gives, but for floating numbers, which may be
 * written another way. {@link #TYPES} are the types that this is so for.
 */
final class ValueText {
    /** PostgreSQL's names of types; of enumerations it is true, too. */
    static final Set<String> TYPES = Set.of(
            "int2",
            "int4",
            "int8",
            "oid",
            "numeric",
            "float4",
            "float8",
            "text",
            "varchar",
            "bpchar",
            "citext",
            "uuid",
            "bool",
            "date",
            "timestamp",
            "timestamptz",
            "time",
            "json",
            "jsonb",
            "xml",
            "inet",
            "cidr",
            "macaddr");

    private static final String INFINITY = "infinity";
    private static final long NANOS = 1_000;
    /** PostgreSQL has a time at the end of a day. */
    private static final long MICROS_OF_A_DAY = 86_400_000_000L;
    /** PostgreSQL's calendar has about these years. */
    private static final int EARLIEST_YEAR = -4_800;

    private static final int LATEST_YEAR = 5_874_897;

    private ValueText() {}

    /** Whether a value is of a type that has one text. */
    static boolean has(Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean;
    }

    /** Of a value that {@linkplain #has has} a text, by what Debezium calls its form; null for a plain one. */
    static String of(Object value, @Nullable String form) {
        if (form == null) {
            return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
        }
        return switch (form) {
            case "io.debezium.time.Date" -> date(((Number) value).longValue());
            case "io.debezium.time.MicroTimestamp" -> timestamp(((Number) value).longValue());
            case "io.debezium.time.ZonedTimestamp" -> moment(value.toString());
            case "io.debezium.time.MicroTime" -> time(((Number) value).longValue());
            default -> value.toString();
        };
    }

    /** Debezium makes a day of infinity, too, far from any. */
    private static String date(long day) {
        var date = LocalDate.ofEpochDay(day);
        return date.getYear() < EARLIEST_YEAR || date.getYear() > LATEST_YEAR ? INFINITY : date.toString();
    }

    private static String timestamp(long micros) {
        if (micros >= PGStatement.DATE_POSITIVE_INFINITY || micros <= PGStatement.DATE_NEGATIVE_INFINITY) {
            return INFINITY;
        }
        return LocalDateTime.ofInstant(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), ZoneOffset.UTC)
                .toString();
    }

    private static String time(long micros) {
        return micros == MICROS_OF_A_DAY
                ? "24:00"
                : LocalTime.ofNanoOfDay(micros * NANOS).toString();
    }

    private static String moment(String text) {
        return text.endsWith(INFINITY) ? text : OffsetDateTime.parse(text).toString();
    }
}
