package org.silobridge.connector.source.cdc;

import java.util.Arrays;
import java.util.List;

/**
 * One stretch of the table's keys, read in one transaction of the database: what that could see is in the snapshot and
 * must not be published again as a change. An undisturbed snapshot is one segment; each interruption begins another.
 *
 * @param snapshot what the transaction could see, as {@code pg_current_snapshot()} says it
 * @param until a place in the log behind the commit of everything it could see
 * @param bound the last key read; empty when it went to the table's end
 */
record Segment(String snapshot, long until, List<String> bound) {
    private static final long EPOCH = 1L << 32;

    Segment {
        bound = List.copyOf(bound);
    }

    Segment boundedBy(List<String> key) {
        return new Segment(snapshot, until, key);
    }

    /** Whether the transaction with this number (its lower 32 bits, as the log has it) had committed before. */
    boolean sees(long transaction) {
        var parts = snapshot.split(":", -1);
        long end = Long.parseLong(parts[1]);
        long full = (end & -EPOCH) | (transaction & (EPOCH - 1));
        if (full - end > EPOCH / 2) {
            full -= EPOCH;
        } else if (end - full > EPOCH / 2) {
            full += EPOCH;
        }
        return full < end && !Arrays.asList(parts[2].split(",")).contains(String.valueOf(full));
    }
}
