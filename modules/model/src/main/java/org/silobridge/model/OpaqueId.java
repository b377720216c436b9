package org.silobridge.model;

import java.util.random.RandomGenerator;

/**
 * The form all opaque ids share: a three-letter kind, a hyphen, and 80 random bits as 16 characters of Crockford's
 * base 32 in lower case, for example {@code dep-7k3m9q2x4v8w1z5t}. Ids say nothing about what they name, so that a
 * department may be renamed, merged or split and keep its id.
 */
final class OpaqueId {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LENGTH = 16;

    private OpaqueId() {}

    static String random(String kind, RandomGenerator random) {
        var id = new StringBuilder(kind).append('-');
        for (int i = 0; i < LENGTH; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }

    static String checked(String kind, String value) {
        if (!fits(kind, value)) {
            throw new IllegalArgumentException(
                    "not an id of the form " + kind + "-xxxxxxxxxxxxxxxx: \"" + value + "\"");
        }
        return value;
    }

    /** By hand: each row read from the database has some, and a regular expression was a third of a search's cost. */
    private static boolean fits(String kind, String value) {
        int from = kind.length() + 1;
        if (value.length() != from + LENGTH || !value.startsWith(kind) || value.charAt(kind.length()) != '-') {
            return false;
        }
        for (int i = from; i < value.length(); i++) {
            if (ALPHABET.indexOf(value.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }
}
