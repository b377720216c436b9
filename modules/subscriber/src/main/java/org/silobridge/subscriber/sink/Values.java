package org.silobridge.subscriber.sink;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.jspecify.annotations.Nullable;

/**
 * Avro values as people and programs write them: dates and times ISO 8601 in UTC, decimals as plain text with all
 * their digits (no JSON reader may round them), bytes in base64, what is no number as {@code NaN}, {@code Infinity}
 * and {@code -Infinity}.
 */
final class Values {
    private Values() {}

    /** Null, a Boolean, an Integer, a Long, a finite Float or Double, a BigDecimal, or text. */
    static @Nullable Object plain(Schema schema, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (schema.getType() == Schema.Type.UNION) {
            return plain(branch(schema, value), value);
        }
        LogicalType logical = schema.getLogicalType();
        return switch (schema.getType()) {
            case BOOLEAN -> value;
            case INT ->
                logical instanceof LogicalTypes.Date
                        ? LocalDate.ofEpochDay((Integer) value).toString()
                        : value;
            case LONG -> time(logical, (Long) value);
            case FLOAT -> Float.isFinite((Float) value) ? value : value.toString();
            case DOUBLE -> Double.isFinite((Double) value) ? value : value.toString();
            case BYTES -> bytes(logical, bytesOf((ByteBuffer) value));
            case FIXED -> bytes(logical, ((GenericFixed) value).bytes());
            default -> value.toString();
        };
    }

    private static Schema branch(Schema union, Object value) {
        List<Schema> branches = union.getTypes();
        var present =
                branches.stream().filter(b -> b.getType() != Schema.Type.NULL).toList();
        return present.size() == 1
                ? present.get(0)
                : branches.get(GenericData.get().resolveUnion(union, value));
    }

    private static Object time(@Nullable LogicalType logical, long value) {
        if (logical instanceof LogicalTypes.TimestampMillis) {
            return Instant.ofEpochMilli(value).toString();
        }
        if (logical instanceof LogicalTypes.TimestampMicros) {
            return Instant.EPOCH
                    .plusSeconds(Math.floorDiv(value, 1_000_000L))
                    .plusNanos(Math.floorMod(value, 1_000_000L) * 1_000L)
                    .toString();
        }
        return value;
    }

    private static Object bytes(@Nullable LogicalType logical, byte[] bytes) {
        return logical instanceof LogicalTypes.Decimal decimal
                ? new BigDecimal(new BigInteger(bytes), decimal.getScale())
                : Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytesOf(ByteBuffer buffer) {
        var view = buffer.duplicate();
        var bytes = new byte[view.remaining()];
        view.get(bytes);
        return bytes;
    }
}
