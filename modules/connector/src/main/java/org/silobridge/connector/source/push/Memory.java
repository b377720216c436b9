package org.silobridge.connector.source.push;

import java.time.Instant;
import java.util.TreeMap;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.SourcePosition;

/**
 * What is kept of a request under its idempotency key: enough to know it again, to go on behind its committed rows, and to
 * say of each of those what became of it.
 *
 * @param digest the SHA-256 of its body, in hexadecimal
 * @param at when it came first
 * @param rows how many of its rows are committed, from the first one on
 * @param bad which of these were quarantined: the bytes of a {@link java.util.BitSet}, in base64
 */
record Memory(String digest, Instant at, int rows, String bad) {
    private static final String DIGEST = "digest";
    private static final String AT = "at";
    private static final String ROWS = "rows";
    private static final String BAD = "bad";

    /** Of a request that comes for the first time. */
    static Memory begin(String digest, Instant at) {
        return new Memory(digest, at, 0, "");
    }

    static Memory of(SourcePosition position) {
        return new Memory(
                position.text(DIGEST),
                Instant.parse(position.text(AT)),
                Math.toIntExact(position.number(ROWS)),
                position.state().getOrDefault(BAD, ""));
    }

    SourcePosition position(String key) {
        var state = new TreeMap<String, String>();
        state.put(DIGEST, digest);
        state.put(AT, at.toString());
        state.put(ROWS, String.valueOf(rows));
        if (!bad.isEmpty()) {
            state.put(BAD, bad);
        }
        return new SourcePosition(SourceKind.PUSH, key, state);
    }
}
