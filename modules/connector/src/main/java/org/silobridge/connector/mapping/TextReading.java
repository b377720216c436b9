package org.silobridge.connector.mapping;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.avro.LogicalTypes;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.ContractField;

/** Reads a text as a value of a field's type; null where it is none. */
interface TextReading {
    @Nullable
    Object read(String text);

    /** The reading that a mapping asks for; it has been checked against the field's type before. */
    static TextReading of(ContractField field, FieldMapping mapping) {
        var scale = mapping.scale();
        return switch (field.type()) {
            case STRING, ENUM -> text -> text;
            case BOOLEAN ->
                text -> text.equalsIgnoreCase("true")
                        ? Boolean.TRUE
                        : text.equalsIgnoreCase("false") ? Boolean.FALSE : null;
            case INT ->
                text -> {
                    var number = whole(text, scale);
                    return number == null || number != (int) (long) number ? null : (Object) (int) (long) number;
                };
            case LONG -> text -> whole(text, scale);
            case FLOAT ->
                text -> {
                    var number = number(text, scale);
                    return number == null ? null : finite(number.floatValue());
                };
            case DOUBLE ->
                text -> {
                    var number = number(text, scale);
                    return number == null ? null : finite(number.doubleValue());
                };
            case DECIMAL ->
                text -> decimal(
                        text, scale, ((LogicalTypes.Decimal) field.valueSchema().getLogicalType()));
            case DATE -> text -> date(text, mapping.format());
            case TIMESTAMP_MILLIS -> text -> time(text, mapping);
        };
    }

    private static @Nullable Object finite(float number) {
        return Float.isFinite(number) ? number : null;
    }

    private static @Nullable Object finite(double number) {
        return Double.isFinite(number) ? number : null;
    }

    /** Between these a record can hold a time. */
    Instant EARLIEST = Instant.ofEpochMilli(Long.MIN_VALUE);

    Instant LATEST = Instant.ofEpochMilli(Long.MAX_VALUE);

    /** A number as people and programs write it; bounded, because its value may need as many digits as it says. */
    Pattern NUMBER =
            Pattern.compile("[+-]?(?:[0-9]{1,100}(?:\\.[0-9]{0,100})?|\\.[0-9]{1,100})(?:[eE][+-]?[0-9]{1,3})?");

    private static @Nullable BigDecimal number(String text, Optional<BigDecimal> scale) {
        if (!NUMBER.matcher(text).matches()) {
            return null;
        }
        var number = new BigDecimal(text);
        return scale.isPresent() ? number.multiply(scale.get()) : number;
    }

    private static @Nullable Long whole(String text, Optional<BigDecimal> scale) {
        var number = number(text, scale);
        try {
            return number == null ? null : (Long) number.longValueExact();
        } catch (ArithmeticException e) {
            return null;
        }
    }

    /** With the scale of the type; one that would have to be rounded is none. */
    private static @Nullable BigDecimal decimal(String text, Optional<BigDecimal> scale, LogicalTypes.Decimal type) {
        var number = number(text, scale);
        try {
            return number == null ? null : number.setScale(type.getScale(), RoundingMode.UNNECESSARY);
        } catch (ArithmeticException e) {
            return null;
        }
    }

    private static @Nullable Object date(String text, Optional<TimePattern> format) {
        try {
            var date = format.isPresent() ? format.get().date(text) : LocalDate.parse(text);
            // What a database calls infinity comes as a date that no record can hold.
            return date.toEpochDay() == (int) date.toEpochDay() ? date : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Object time(String text, FieldMapping mapping) {
        try {
            var zone = mapping.zone().orElse(ZoneOffset.UTC);
            if (mapping.format().isPresent()) {
                return holdable(mapping.format().get().time(text, zone));
            }
            return mapping.zone().isPresent() || carriesZone(text) ? holdable(TimePattern.isoTime(text, zone)) : null;
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static @Nullable Instant holdable(Instant time) {
        return time.isBefore(EARLIEST) || time.isAfter(LATEST) ? null : time;
    }

    private static boolean carriesZone(String text) {
        int time = text.indexOf('T');
        return time >= 0 && (text.indexOf('Z', time) > 0 || text.indexOf('+', time) > 0 || text.indexOf('-', time) > 0);
    }
}
