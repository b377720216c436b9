package org.silobridge.connector.source;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far one part of a source is published: it stands for everything before it. Kept in Kafka by the part's name.
 *
 * @param kind of the source that gave it
 * @param part the part's name within the connector: a file as the configuration reaches it, a query, a stream, a request. A
 *     source keeps a bounded number of parts: all positions are read at each start
 * @param state what the source needs to go on behind it, and to know that what is before it has not changed: short texts
 *     that mean something to it alone. No values of rows that the contract may withhold. Empty to forget the part: then
 *     no position is kept and its rows are counted under no name any more
 */
public record SourcePosition(SourceKind kind, String part, Map<String, String> state) {
    /** In the state of a part that is read as a snapshot: what the snapshot was known by when it was begun. */
    public static final String SNAPSHOT = "snapshot";

    public SourcePosition {
        state = Collections.unmodifiableMap(new TreeMap<>(state));
    }

    /** Nothing is known of the part any more. */
    public static SourcePosition forget(SourceKind kind, String part) {
        return new SourcePosition(kind, part, Map.of());
    }

    /** Whether it says nothing. */
    public boolean forgets() {
        return state.isEmpty();
    }

    /** Whether it was read as a snapshot. */
    public boolean ofSnapshot() {
        return state.containsKey(SNAPSHOT);
    }

    /** One text of the state. @throws IllegalStateException if it has none of this name: not a position of this kind */
    public String text(String name) {
        var text = state.get(name);
        if (text == null) {
            throw new IllegalStateException("the position of " + part + " has no " + name);
        }
        return text;
    }

    /** The same, as a number from 0. */
    public long number(String name) {
        try {
            return Long.parseUnsignedLong(text(name));
        } catch (NumberFormatException e) {
            throw new IllegalStateException("the position of " + part + " has no number " + name, e);
        }
    }
}
