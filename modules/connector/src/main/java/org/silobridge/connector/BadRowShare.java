package org.silobridge.connector;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.config.BadRowLimit;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;

/** Watches which share of the last rows is bad, and stops the connector where that is too much. For one thread. */
final class BadRowShare {
    private static final int TOLD = 5;

    /** Where a reason was met last, and in how many of the last rows. */
    private record Met(String place, int rows) {}

    private final BadRowLimit limit;
    /** The codes of each of the last rows; null where it was good. */
    private final @Nullable List<String>[] last;

    private final Map<String, Met> reasons = new HashMap<>();
    private int next;
    private boolean full;
    private int bad;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of lists cannot be made in any other way
    BadRowShare(BadRowLimit limit) {
        this.limit = limit;
        this.last = new List[limit.rows()];
    }

    void good() {
        put(null);
    }

    /** @throws RefusedException if that is one too many */
    void bad(SourceRow row, List<Violation> faults) {
        var codes =
                faults.stream().map(fault -> fault.reason().code()).distinct().toList();
        for (var fault : faults) {
            var place = row.part() + ":" + row.line() + " " + fault.path();
            reasons.merge(fault.reason().code(), new Met(place, 0), (met, now) -> new Met(now.place, met.rows));
        }
        codes.forEach(code -> reasons.computeIfPresent(code, (unused, met) -> new Met(met.place, met.rows + 1)));
        put(codes);
        if (full && bad > limit.maxShare() * limit.rows()) {
            throw new RefusedException(refusal());
        }
    }

    private void put(@Nullable List<String> codes) {
        var leaving = last[next];
        if (leaving != null) {
            bad--;
            leaving.forEach(code -> reasons.computeIfPresent(
                    code, (unused, met) -> met.rows > 1 ? new Met(met.place, met.rows - 1) : null));
        }
        last[next] = codes;
        bad += codes == null ? 0 : 1;
        next++;
        if (next == last.length) {
            next = 0;
            full = true;
        }
    }

    private Refusal refusal() {
        var top = reasons.entrySet().stream()
                .sorted(Map.Entry.comparingByValue((a, b) -> Integer.compare(b.rows, a.rows)))
                .limit(TOLD)
                .map(met -> new Violation(
                        met.getValue().place,
                        null,
                        Reason.of(
                                "connector.limits.bad-share-reason",
                                "rows",
                                met.getValue().rows,
                                "code",
                                met.getKey())))
                .toList();
        return new Refusal(
                Refusal.Kind.INVALID,
                Reason.of(
                        RunReport.TOO_MANY_BAD,
                        "bad",
                        bad,
                        "rows",
                        limit.rows(),
                        "max",
                        String.format(Locale.ROOT, "%.4g%%", limit.maxShare() * 100)),
                top);
    }
}
