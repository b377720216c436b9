package org.silobridge.connector;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.publish.TransactionalPublisher;
import org.silobridge.connector.quarantine.QuarantineRecord;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.model.Violation;

/**
 * Rows on their way from the thread that reads to the thread that sends, in their order; and the positions behind the
 * last of them, so that a transaction may end after any batch. Handed over once, then not touched by who filled it.
 */
final class Batch {
    /** Stands for no value, which takes away what has the key. */
    private static final byte[] NO_VALUE = {};

    private static final int MOST_ROWS = 1_000;
    private static final int MOST_BYTES = 256 * 1024;

    private final int mostRows;
    private final byte[][] keys;
    private final byte[][] values;
    private final @Nullable QuarantineRecord[] bad;
    /** By the place of the row; few rows have any. */
    private final Map<Integer, List<Violation>> flagged = new HashMap<>();

    private final Tally.Counting counting = new Tally.Counting();
    private final long since = System.nanoTime();
    private List<SourcePosition> positions = List.of();
    private int rows;
    private int bytes;
    private int told;
    private boolean awaited;

    /** @param transactionRows how many rows a transaction has at most */
    Batch(int transactionRows) {
        this.mostRows = Math.min(MOST_ROWS, transactionRows);
        this.keys = new byte[mostRows][];
        this.values = new byte[mostRows][];
        this.bad = new @Nullable QuarantineRecord[mostRows];
    }

    /** Of no rows: how far a source is that gave none, or none more. */
    static Batch ofPositions(List<SourcePosition> positions) {
        var batch = new Batch(0);
        batch.reached(positions);
        return batch;
    }

    void publish(String part, byte[] key, byte @Nullable [] value, List<Violation> flags) {
        if (!flags.isEmpty()) {
            flagged.put(rows, flags);
        }
        keys[rows] = key;
        var kept = value == null ? NO_VALUE : value;
        values[rows] = kept;
        rows++;
        told++;
        bytes += key.length + kept.length;
        counting.published(part, flags);
    }

    /** A row of which nothing has to be sent. */
    void unchanged(String part) {
        told++;
        counting.unchanged(part);
    }

    /** What has the key is no more; no row says so. */
    void remove(String part, byte[] key) {
        keys[rows] = key;
        values[rows] = NO_VALUE;
        rows++;
        told++;
        bytes += key.length;
        counting.removed(part);
    }

    /** A part is over. */
    void ended(String part, long held) {
        told++;
        counting.held(part, held);
    }

    void quarantine(String part, QuarantineRecord record, Collection<Violation> faults) {
        bad[rows++] = record;
        told++;
        bytes += record.weight();
        counting.quarantined(part, faults);
    }

    /** Whether it should go on its way: it is full, or older than {@code nanos}. The clock is not asked for each row. */
    boolean isDue(long nanos) {
        return told >= mostRows
                || bytes >= MOST_BYTES
                || ((told < 8 || (told & 15) == 0) && System.nanoTime() - since > nanos);
    }

    boolean isEmpty() {
        return told == 0;
    }

    /** How many records it has. */
    int rows() {
        return rows;
    }

    /** Somebody waits for what is given up to here. */
    void await() {
        awaited = true;
    }

    boolean isAwaited() {
        return awaited;
    }

    void reached(List<SourcePosition> where) {
        positions = where;
    }

    List<SourcePosition> positions() {
        return positions;
    }

    Tally.Counting counting() {
        return counting;
    }

    void sendTo(TransactionalPublisher publisher) {
        for (int i = 0; i < rows; i++) {
            var quarantined = bad[i];
            if (quarantined == null) {
                publisher.publish(
                        keys[i], values[i].length == 0 ? null : values[i], flagged.getOrDefault(i, List.of()));
            } else {
                publisher.quarantine(quarantined);
            }
        }
    }
}
