package org.silobridge.connector;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.silobridge.connector.RunReport.FileReport;
import org.silobridge.connector.position.Counts;
import org.silobridge.connector.position.PositionRecord;
import org.silobridge.connector.position.PublishedTo;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.model.Violation;

/** Counts rows per file. What Kafka says is committed is the truth: after trouble counting starts from there again. */
final class Tally {
    private final Map<String, Counts> start = new TreeMap<>();
    private final Map<String, Counts> committed = new TreeMap<>();
    private final Map<String, Open> open = new TreeMap<>();
    private final Set<String> forgotten = new HashSet<>();
    /** All parts of which no position is kept any more, together. */
    private FileReport others = new FileReport(RunReport.OTHERS, 0, Counts.NONE);
    /** What this run has committed, of all parts: there may be too many to go through at each commit. */
    private Counts now = Counts.NONE;

    private boolean started;

    /** Begins from the positions that Kafka holds; the first time that is what earlier runs have done. */
    void begin(Map<String, PositionRecord> positions) {
        List.copyOf(committed.keySet()).stream()
                .filter(part -> !positions.containsKey(part))
                .forEach(this::fold);
        committed.clear();
        open.clear();
        forgotten.clear();
        positions.forEach((file, position) -> committed.put(file, position.counts()));
        if (!started) {
            start.putAll(committed);
            started = true;
        }
        now = report(false).now();
    }

    /** Adds what a batch holds to the open transaction. */
    void add(Counting counted) {
        counted.files.forEach((file, counts) -> open(file).add(counts));
    }

    private Open open(String file) {
        return open.computeIfAbsent(file, unused -> new Open());
    }

    /** What goes into the positions topic with the open transaction. */
    List<PositionRecord> records(PublishedTo to, List<SourcePosition> positions) {
        var records = new ArrayList<PositionRecord>();
        for (var position : positions) {
            var part = position.part();
            if (position.forgets()) {
                forgotten.add(part);
            } else {
                forgotten.remove(part);
            }
            records.add(new PositionRecord(
                    to,
                    position,
                    committed.getOrDefault(part, Counts.NONE).plus(open(part).counts())));
        }
        return records;
    }

    void commit() {
        open.forEach((file, held) -> {
            var counts = held.counts();
            committed.merge(file, counts, Counts::plus);
            now = now.plus(counts);
        });
        open.clear();
        forgotten.forEach(this::fold);
        forgotten.clear();
    }

    /** Keeps of a part only what it adds to the run. */
    private void fold(String part) {
        var counts = committed.remove(part);
        if (counts != null) {
            var report = report(part, counts);
            start.remove(part);
            others = new FileReport(
                    RunReport.OTHERS,
                    others.before() + report.before(),
                    others.now().plus(report.now()));
        }
    }

    /** What this run has committed. */
    Counts now() {
        return now;
    }

    /** The same by parts, of which there may be many. */
    RunReport report(boolean complete) {
        var reports = new ArrayList<FileReport>();
        committed.forEach((part, counts) -> reports.add(report(part, counts)));
        if (others.before() + others.now().read() > 0) {
            reports.add(others);
        }
        return new RunReport(reports, complete);
    }

    private FileReport report(String part, Counts counts) {
        var before = start.getOrDefault(part, Counts.NONE);
        return new FileReport(part, before.read(), counts.equals(before) ? Counts.NONE : counts.minus(before));
    }

    /** Counts the rows of a batch. For one thread at a time. */
    static final class Counting {
        private final Map<String, Open> files = new HashMap<>();
        private String file = "";
        private Open current = new Open();

        void published(String of, Collection<Violation> flags) {
            var counts = in(of);
            counts.published++;
            if (!flags.isEmpty()) {
                counts.flagged++;
                count(flags, counts.byFlag);
            }
        }

        void unchanged(String of) {
            in(of).unchanged++;
        }

        void removed(String of) {
            in(of).removed++;
        }

        void held(String of, long keys) {
            in(of).held += keys;
        }

        void quarantined(String of, Collection<Violation> faults) {
            var counts = in(of);
            counts.quarantined++;
            count(faults, counts.byReason);
        }

        private static void count(Collection<Violation> found, Map<String, Long> byCode) {
            found.stream()
                    .map(violation -> violation.reason().code())
                    .distinct()
                    .forEach(code -> byCode.merge(code, 1L, Long::sum));
        }

        private Open in(String of) {
            if (files.isEmpty() || !of.equals(file)) {
                file = of;
                current = files.computeIfAbsent(of, unused -> new Open());
            }
            return current;
        }
    }

    /** What the open transaction holds of one file. */
    private static final class Open {
        private long published;
        private long quarantined;
        private long flagged;
        private long unchanged;
        private long removed;
        private long held;
        private final Map<String, Long> byReason = new HashMap<>();
        private final Map<String, Long> byFlag = new HashMap<>();

        void add(Open more) {
            published += more.published;
            quarantined += more.quarantined;
            flagged += more.flagged;
            unchanged += more.unchanged;
            removed += more.removed;
            held += more.held;
            more.byReason.forEach((code, count) -> byReason.merge(code, count, Long::sum));
            more.byFlag.forEach((code, count) -> byFlag.merge(code, count, Long::sum));
        }

        Counts counts() {
            return new Counts(published, quarantined, byReason, flagged, byFlag, unchanged, removed, held);
        }
    }
}
