package org.silobridge.connector.source.file;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;

/**
 * How far a file is read that can only grow: the digest covers the bytes before, so that a change to what was published is
 * noticed, while an appended file simply goes on.
 *
 * @param bytes how many are done, after decompression
 * @param digest SHA-256 of these bytes
 * @param line on which the last row done starts
 */
record Prefix(long bytes, String digest, long line) {
    static final String LINE = "line";
    private static final String BYTES = "bytes";
    private static final String DIGEST = "digest";
    /** Of a file that is not begun. */
    static final Prefix NONE = new Prefix(0, "", 0);

    /** Reads {@link #state}; of a file not yet read there is none. */
    static Prefix of(Map<String, String> state) {
        return state.isEmpty() ? NONE : new Prefix(number(state, BYTES), text(state, DIGEST), number(state, LINE));
    }

    Map<String, String> state() {
        return Map.of(BYTES, String.valueOf(bytes), DIGEST, digest, LINE, String.valueOf(line));
    }

    /** The refusal of a file in which these bytes are not as they were. */
    RefusedException changed(String file) {
        return changed(file, line);
    }

    static RefusedException changed(String file, long line) {
        return new RefusedException(
                Refusal.of(Refusal.Kind.CONFLICT, Reason.of("connector.source.changed", "file", file, "line", line)));
    }

    static long number(Map<String, String> state, String name) {
        return Long.parseUnsignedLong(text(state, name));
    }

    static String text(Map<String, String> state, String name) {
        @Nullable String text = state.get(name);
        if (text == null) {
            throw new IllegalStateException("a position of a file has no " + name);
        }
        return text;
    }
}
