package org.silobridge.model;

import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with an input: where, with what value, and why.
 *
 * @param path where it stands, as a reader would say it: {@code schemas/population/resident.yaml:12 key[0]}, or a
 *     field of a record
 * @param value the offending value as written; null where there is none, or where it must not be shown
 */
public record Violation(String path, @Nullable String value, Reason reason) {

    @Override
    public String toString() {
        return path + ": " + reason + (value == null ? "" : " (found: \"" + value + "\")");
    }
}
