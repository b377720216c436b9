package org.silobridge.connector.source.jdbc;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Up to which value of a growing number all rows can be seen. Numbers are drawn in order and committed in any: who sees
 * 8 may be shown 7 later. But whoever has drawn 7 had done so when 8 was first seen; so once 8 has been seen for as long
 * as a transaction may last, nothing up to 8 is still to come.
 */
final class Watermark {
    private record Seen(long nanos, String value) {}

    private final long lagNanos;
    private final Deque<Seen> seen = new ArrayDeque<>();
    private @Nullable String settled;

    Watermark(Duration lag) {
        this.lagNanos = lag.toNanos();
    }

    /** Notes the greatest value that was seen just before {@code nanos}. */
    void see(String value, long nanos) {
        var last = seen.peekLast();
        if (last == null ? !value.equals(settled) : !last.value.equals(value)) {
            seen.addLast(new Seen(nanos, value));
        }
    }

    /** Up to which value nothing is still to come at {@code nanos}; null while nothing is known. */
    @Nullable
    String settled(long nanos) {
        for (var first = seen.peekFirst(); first != null && nanos - first.nanos >= lagNanos; first = seen.peekFirst()) {
            settled = first.value;
            seen.removeFirst();
        }
        return settled;
    }
}
