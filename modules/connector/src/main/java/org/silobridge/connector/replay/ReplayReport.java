package org.silobridge.connector.replay;

import java.util.List;
import java.util.Map;
import org.silobridge.model.Violation;

/**
 * What a replay has done, or would do.
 *
 * @param published mended rows that are published and resolved
 * @param superseded rows that are resolved without being published, as a newer record with their key is there
 * @param open rows that stay in quarantine
 * @param byReason how many of those have each reason; a row with several counts in each
 * @param examples the first of those
 * @param unmatched mended rows that are not open in the quarantine, or not meant
 */
public record ReplayReport(
        long published,
        long superseded,
        long open,
        Map<String, Long> byReason,
        List<StillOpen> examples,
        long unmatched) {

    /** A row that stays in quarantine, and why now. */
    public record StillOpen(String file, long line, List<Violation> reasons) {}

    public ReplayReport {
        byReason = Map.copyOf(byReason);
        examples = List.copyOf(examples);
    }
}
