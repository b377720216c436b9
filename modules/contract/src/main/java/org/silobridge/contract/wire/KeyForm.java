package org.silobridge.contract.wire;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.HexFormat;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractField;

/** Whether a text can be the key of a record under a contract. Whether there is such a record it does not say. */
public final class KeyForm {
    private KeyForm() {}

    /** Whether {@code key} is written as the contract's keys are published: canonical, or a pseudonym. */
    public static boolean fits(Contract contract, String key) {
        if (contract.hasPseudonymousKey()) {
            return isPseudonym(key);
        }
        var texts = key.split("\\|", -1);
        var fields = contract.keyFields();
        if (texts.length != fields.size()) {
            return false;
        }
        try {
            var canonical = new RecordKey();
            for (int i = 0; i < texts.length; i++) {
                write(canonical, fields.get(i), unescaped(texts[i]));
            }
            return canonical.text().equals(key);
        } catch (IllegalArgumentException | DateTimeException | CharacterCodingException notOfTheFieldsType) {
            return false;
        }
    }

    private static boolean isPseudonym(String key) {
        try {
            var bytes = Base64.getUrlDecoder().decode(key);
            return key.length() == PseudonymKey.LENGTH
                    && Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(bytes)
                            .equals(key);
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static void write(RecordKey key, ContractField field, String text) {
        switch (field.type()) {
            case STRING -> key.string(text);
            case INT -> key.integer(Integer.parseInt(text));
            case LONG -> key.integer(Long.parseLong(text));
            case BOOLEAN -> key.bool(Boolean.parseBoolean(text));
            case DECIMAL -> key.decimal(plain(text));
            case DATE -> key.date(LocalDate.parse(text));
            case TIMESTAMP_MILLIS -> key.timestampMillis(Instant.parse(text).toEpochMilli());
            case ENUM -> {
                if (!field.valueSchema().hasEnumSymbol(text)) {
                    throw new IllegalArgumentException("not a symbol of " + field.name());
                }
                key.symbol(text);
            }
            case FLOAT, DOUBLE -> throw new IllegalArgumentException(field.type() + " is in no key");
        }
    }

    /** No exponent: a short text could stand for a number that fills the memory. */
    private static BigDecimal plain(String text) {
        if (text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
            throw new IllegalArgumentException("a decimal with an exponent");
        }
        return new BigDecimal(text);
    }

    /** The text without its escapes: {@code %7C} is a bar. */
    private static String unescaped(String text) throws CharacterCodingException {
        if (text.indexOf('%') < 0) {
            return text;
        }
        var bytes = new ByteArrayOutputStream();
        var encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        while (encoded.hasRemaining()) {
            byte next = encoded.get();
            bytes.write(next == '%' ? octet(encoded) : next);
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes.toByteArray()))
                .toString();
    }

    private static int octet(ByteBuffer encoded) {
        if (encoded.remaining() < 2) {
            throw new IllegalArgumentException("an escape is cut off");
        }
        return HexFormat.fromHexDigit(encoded.get()) << 4 | HexFormat.fromHexDigit(encoded.get());
    }
}
