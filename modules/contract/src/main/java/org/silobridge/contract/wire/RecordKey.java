package org.silobridge.contract.wire;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.silobridge.contract.identifier.CheckDigits;

/**
 * Writes the canonical record key: the texts of the key fields in contract order, joined by {@code |}. The same values
 * give the same bytes in every implementation ({@code schemas/vectors/record-key.json}), and different values never
 * give the same bytes.
 *
 * <p>The text of a value, by type:
 *
 * <ul>
 *   <li>string: Unicode NFC, then without leading and trailing characters of the property White_Space; an identifier
 *       with a check-digit rule is normalised by that rule afterwards;
 *   <li>int, long, decimal: the shortest plain decimal, {@code -1200}, {@code 0.5}, {@code 0}; no exponent;
 *   <li>boolean: {@code true}, {@code false}; enum: its symbol;
 *   <li>date: {@code 2013-03-01}; timestamp-millis: {@code 2013-03-01T00:00:00Z} in UTC, with three digits of
 *       milliseconds where they are not zero. Years beyond 9999 have a sign: {@code +10000-01-01}.
 * </ul>
 *
 * <p>In each text {@code %}, {@code |} and control characters (category Cc: U+0000 to U+001F, U+007F to U+009F) are
 * written as {@code %XX} for each of their UTF-8 bytes, in upper-case hexadecimal. The key is the UTF-8 of the whole.
 * Float and double are no keys: they have no one text.
 *
 * <p>Reusable and confined to one thread: {@link #clear}, the fields, {@link #text} or {@link #utf8}.
 */
public final class RecordKey {
    private static final char SEPARATOR = '|';
    private static final String HEX = "0123456789ABCDEF";

    private final StringBuilder key = new StringBuilder(64);
    private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    private boolean empty = true;

    /** Joins texts that are canonical already. @throws IllegalArgumentException if there is none */
    public static String of(List<String> canonicalTexts) {
        var key = new RecordKey();
        canonicalTexts.forEach(key::append);
        return key.text();
    }

    /** Whether fields of this schema may be in a key. A nullable one may not: null has no text. */
    public static boolean admits(Schema schema) {
        return switch (schema.getType()) {
            case STRING, INT, LONG, BOOLEAN, ENUM -> true;
            case BYTES -> schema.getLogicalType() instanceof LogicalTypes.Decimal;
            default -> false;
        };
    }

    /** Starts the next key. */
    public RecordKey clear() {
        key.setLength(0);
        empty = true;
        return this;
    }

    public RecordKey string(CharSequence value) {
        return append(normalised(value));
    }

    /** A string with a check-digit rule. */
    public RecordKey identifier(CheckDigits standard, CharSequence value) {
        return append(standard.normalised(normalised(value)));
    }

    /** An int or a long. */
    public RecordKey integer(long value) {
        next().append(value);
        return this;
    }

    public RecordKey decimal(BigDecimal value) {
        next().append(value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString());
        return this;
    }

    public RecordKey bool(boolean value) {
        next().append(value);
        return this;
    }

    public RecordKey symbol(CharSequence value) {
        return append(value);
    }

    public RecordKey date(LocalDate value) {
        next().append(value);
        return this;
    }

    /** A timestamp-millis: milliseconds since 1970-01-01T00:00:00Z. */
    public RecordKey timestampMillis(long value) {
        next().append(Instant.ofEpochMilli(value));
        return this;
    }

    /**
     * A field as Avro's generic data holds it: by the type of its schema and its logical type, raw or converted.
     *
     * @throws IllegalArgumentException if the schema is one that {@link #admits} does not, or the value is not of it
     */
    public RecordKey avro(Schema schema, Object value) {
        if (!admits(schema)) {
            throw new IllegalArgumentException("a field of this type cannot be in a key: " + schema);
        }
        var logical = schema.getLogicalType();
        if (value instanceof LocalDate date) {
            return date(date);
        }
        if (value instanceof Instant time) {
            return timestampMillis(time.toEpochMilli());
        }
        if (value instanceof BigDecimal decimal) {
            return decimal(decimal);
        }
        if (value instanceof Boolean bool) {
            return bool(bool);
        }
        if (value instanceof Number number
                && (schema.getType() == Schema.Type.INT || schema.getType() == Schema.Type.LONG)) {
            return logical instanceof LogicalTypes.Date
                    ? date(LocalDate.ofEpochDay(number.longValue()))
                    : logical instanceof LogicalTypes.TimestampMillis
                            ? timestampMillis(number.longValue())
                            : integer(number.longValue());
        }
        if (value instanceof ByteBuffer bytes && logical instanceof LogicalTypes.Decimal decimal) {
            var unscaled = new byte[bytes.remaining()];
            bytes.duplicate().get(unscaled);
            return decimal(new BigDecimal(new BigInteger(unscaled), decimal.getScale()));
        }
        if (schema.getType() == Schema.Type.ENUM) {
            return symbol(value.toString());
        }
        if (value instanceof CharSequence text) {
            return string(text);
        }
        throw new IllegalArgumentException(
                "not a value of " + schema + ": a " + value.getClass().getName());
    }

    /** The key. @throws IllegalStateException if no field was written */
    public String text() {
        return written().toString();
    }

    /**
     * The key as it stands on the wire, in a new array.
     *
     * @throws IllegalStateException if no field was written
     * @throws IllegalArgumentException if a text holds half a surrogate pair, which is no Unicode text
     */
    public byte[] utf8() {
        try {
            var bytes = encoder.encode(CharBuffer.wrap(written()));
            var exact = new byte[bytes.remaining()];
            bytes.get(exact);
            return exact;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a key field is not well-formed Unicode", e);
        }
    }

    private StringBuilder written() {
        if (empty) {
            throw new IllegalStateException("a key has at least one field");
        }
        return key;
    }

    private StringBuilder next() {
        if (!empty) {
            key.append(SEPARATOR);
        }
        empty = false;
        return key;
    }

    private RecordKey append(CharSequence text) {
        next();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' || c == SEPARATOR || c < 0x20 || c == 0x7F) {
                escape(c);
            } else if (c >= 0x80 && c <= 0x9F) {
                escape(0xC2); // the UTF-8 of U+0080 to U+009F is C2 and the code point itself
                escape(c);
            } else {
                key.append(c);
            }
        }
        return this;
    }

    private void escape(int octet) {
        key.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 0xF));
    }

    private static String normalised(CharSequence value) {
        var nfc = Normalizer.isNormalized(value, Normalizer.Form.NFC)
                ? value.toString()
                : Normalizer.normalize(value, Normalizer.Form.NFC);
        int from = 0;
        int to = nfc.length();
        while (from < to && isWhiteSpace(nfc.charAt(from))) {
            from++;
        }
        while (to > from && isWhiteSpace(nfc.charAt(to - 1))) {
            to--;
        }
        return nfc.substring(from, to);
    }

    /** Unicode's property White_Space, which is neither of the JDK's two notions. */
    private static boolean isWhiteSpace(char c) {
        return c == ' '
                || (c >= '\t' && c <= '\r')
                || c == 0x85
                || c == 0xA0
                || (c >= 0x1680 && Character.isSpaceChar(c));
    }
}
