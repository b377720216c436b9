package org.silobridge.model;

import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The form all opaque ids share: a three-letter kind, a hyphen, and 80 random bits as 16 characters of Crockford's
 * base 32 in lower case, for example {@code dep-7k3m9q2x4v8w1z5t}. Ids say nothing about what they name, so that a
 * department may be renamed, merged or split and keep its id.
 */
final class OpaqueId {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LENGTH = 16;
    private static final Pattern FORM = Pattern.compile("[a-z]{3}-[0-9a-hjkmnp-tv-z]{" + LENGTH + "}");

    private OpaqueId() {}

    static String random(String kind, RandomGenerator random) {
        var id = new StringBuilder(kind).append('-');
        for (int i = 0; i < LENGTH; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }

    static String checked(String kind, String value) {
        if (!FORM.matcher(value).matches() || !value.startsWith(kind + "-")) {
            throw new IllegalArgumentException(
                    "not an id of the form " + kind + "-xxxxxxxxxxxxxxxx: \"" + value + "\"");
        }
        return value;
    }
}
