package org.silobridge.model;

import java.util.regex.Pattern;

/**
 * A short readable name: {@code a-z 0-9 -}, starting with a letter, no hyphen at the end or twice in a row, 2 to 48
 * characters. Slugs become parts of Kafka topic names, of which Kafka allows 249 characters in all.
 */
public record Slug(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    public Slug {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "not a slug (a-z, 0-9, single hyphens, 2 to 48 long): \"" + value + "\"");
        }
    }

    public static boolean isValid(String value) {
        return value.length() >= 2
                && value.length() <= 48
                && FORM.matcher(value).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
