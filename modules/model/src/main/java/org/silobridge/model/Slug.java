package org.silobridge.model;

/**
 * A short readable name: {@code a-z 0-9 -}, starting with a letter, no hyphen at the end or twice in a row, 2 to 48
 * characters. Slugs become parts of Kafka topic names, of which Kafka allows 249 characters in all.
 */
public record Slug(String value) {
    public Slug {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "not a slug (a-z, 0-9, single hyphens, 2 to 48 long): \"" + value + "\"");
        }
    }

    /** By hand: names of datasets alone have three, and a regular expression costs more than reading them. */
    public static boolean isValid(String value) {
        int length = value.length();
        if (length < 2 || length > 48 || !isLetter(value.charAt(0)) || value.charAt(length - 1) == '-') {
            return false;
        }
        for (int i = 1; i < length; i++) {
            char c = value.charAt(i);
            boolean fits = c == '-' ? value.charAt(i - 1) != '-' : isLetter(c) || (c >= '0' && c <= '9');
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }

    @Override
    public String toString() {
        return value;
    }
}
