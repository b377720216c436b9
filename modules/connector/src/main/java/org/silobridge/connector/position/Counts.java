package org.silobridge.connector.position;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the rows of one file. {@code read = published + quarantined + unchanged}, always.
 *
 * @param byReason how many rows were quarantined with each reason's code; a row with several reasons counts in each
 * @param flagged how many of the published rows broke rules that only flag
 * @param byFlag how many rows were flagged with each reason's code; a row with several flags counts in each
 * @param unchanged how many rows of snapshots said what was published already
 * @param removed how many keys were taken away because a snapshot had them no more; no rows
 * @param held how many keys stayed although a snapshot had them no more; no rows
 */
public record Counts(
        long published,
        long quarantined,
        Map<String, Long> byReason,
        long flagged,
        Map<String, Long> byFlag,
        long unchanged,
        long removed,
        long held) {
    public static final Counts NONE = new Counts(0, 0, Map.of());

    public Counts {
        byReason = Collections.unmodifiableMap(new TreeMap<>(byReason));
        byFlag = Collections.unmodifiableMap(new TreeMap<>(byFlag));
    }

    /** Of rows that all are published or quarantined. */
    public Counts(
            long published, long quarantined, Map<String, Long> byReason, long flagged, Map<String, Long> byFlag) {
        this(published, quarantined, byReason, flagged, byFlag, 0, 0, 0);
    }

    /** The same, without flags. */
    public Counts(long published, long quarantined, Map<String, Long> byReason) {
        this(published, quarantined, byReason, 0, Map.of());
    }

    public long read() {
        return published + quarantined + unchanged;
    }

    public Counts plus(Counts other) {
        // Removed and held keys are no rows: there may be some where none was read.
        if (other.read() == 0 && other.removed == 0 && other.held == 0) {
            return this;
        }
        return new Counts(
                published + other.published,
                quarantined + other.quarantined,
                merged(byReason, other.byReason, 1),
                flagged + other.flagged,
                merged(byFlag, other.byFlag, 1),
                unchanged + other.unchanged,
                removed + other.removed,
                held + other.held);
    }

    public Counts minus(Counts other) {
        return new Counts(
                published - other.published,
                quarantined - other.quarantined,
                merged(byReason, other.byReason, -1),
                flagged - other.flagged,
                merged(byFlag, other.byFlag, -1),
                unchanged - other.unchanged,
                removed - other.removed,
                held - other.held);
    }

    private static Map<String, Long> merged(Map<String, Long> left, Map<String, Long> right, long factor) {
        var merged = new TreeMap<>(left);
        right.forEach((code, count) -> merged.merge(code, factor * count, Long::sum));
        merged.values().removeIf(count -> count == 0);
        return merged;
    }
}
