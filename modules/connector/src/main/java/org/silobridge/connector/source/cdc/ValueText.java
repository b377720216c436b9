package org.silobridge.connector.source.cdc;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** The texts of what Debezium says of values: the same that the snapshot's query gives, up to forms of equal meaning. */
final class ValueText {
    private static final long NANOS = 1_000;

    private ValueText() {}

    /** Of one field; null where there is no value. */
    static @Nullable String of(Struct row, Field field) {
        var value = row.get(field);
        if (value == null) {
            return null;
        }
        var name = field.schema().name();
        if (name == null) {
            return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
        }
        return switch (name) {
            case "io.debezium.time.Date" ->
                LocalDate.ofEpochDay(((Number) value).longValue()).toString();
            case "io.debezium.time.MicroTimestamp" ->
                LocalDateTime.ofInstant(
                                Instant.EPOCH.plus(((Number) value).longValue(), ChronoUnit.MICROS), ZoneOffset.UTC)
                        .toString();
            case "io.debezium.time.MicroTime" ->
                LocalTime.ofNanoOfDay(((Number) value).longValue() * NANOS).toString();
            default -> value.toString();
        };
    }
}
