package org.silobridge.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Text readings that accept exactly one spelling, so that no byte of a file can change without notice. */
final class Encoding {
    private Encoding() {}

    /** Standard base64 with padding, and only as an encoder writes it (no stray bits in the last character). */
    static byte[] base64(String text) throws MalformedException {
        try {
            var bytes = Base64.getDecoder().decode(text);
            if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw new MalformedException("not base64: \"" + abbreviated(text) + "\"", e);
        }
        throw new MalformedException("not base64 as an encoder writes it: \"" + abbreviated(text) + "\"");
    }

    /** Strict UTF-8. */
    static String utf8(byte[] bytes) throws MalformedException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("not UTF-8", e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A count or index: decimal, no sign, no leading zero, at most 18 digits. */
    static long decimal(String text) throws MalformedException {
        if (text.isEmpty() || text.length() > 18 || (text.length() > 1 && text.charAt(0) == '0')) {
            throw new MalformedException("not a decimal number: \"" + abbreviated(text) + "\"");
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw new MalformedException("not a decimal number: \"" + abbreviated(text) + "\"");
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    static String abbreviated(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
