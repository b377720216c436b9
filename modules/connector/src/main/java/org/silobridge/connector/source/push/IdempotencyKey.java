package org.silobridge.connector.source.push;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the header {@code Idempotency-Key}: a string of structured fields (RFC 8941, section 3.3.3), as
 * draft-ietf-httpapi-idempotency-key-header has it; or the same without quotes, where it has nothing that needs them, as
 * many clients send it.
 */
final class IdempotencyKey {
    private static final int MAX_LENGTH = 255;
    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9._~:+/=-]+");

    private IdempotencyKey() {}

    /** What the header says; empty if that is no key. */
    static Optional<String> parse(String header) {
        var text = header.strip();
        var key = text.startsWith("\"") ? unquoted(text) : BARE.matcher(text).matches() ? text : "";
        return key.isBlank() || key.length() > MAX_LENGTH ? Optional.empty() : Optional.of(key);
    }

    private static String unquoted(String text) {
        var key = new StringBuilder();
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                return i == text.length() - 1 ? key.toString() : "";
            }
            if (c == '\\') {
                i++;
                c = i < text.length() ? text.charAt(i) : ' ';
                if (c != '"' && c != '\\') {
                    return "";
                }
            }
            if (c < 0x20 || c > 0x7E) {
                return "";
            }
            key.append(c);
        }
        return "";
    }
}
