package org.silobridge.cli.soak.publish;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.position.Counts;

/**
 * Holds what a topic and a quarantine have against the rows that a connector was given: each once, in the one that it
 * belongs in, in order. Told of the records in the order in which a reader finds them.
 */
final class Judge {
    /** Within what the records stand in the order of the rows. */
    enum Order {
        PARTITION,
        KEY
    }

    private record Expected(Row row, int place) {}

    private final String feed;
    private final Order order;
    private final List<Row> rows;
    private final Map<String, Expected> expected = new HashMap<>();
    private final Map<String, Integer> seen = new HashMap<>();
    private final Map<String, Integer> deletions = new HashMap<>();
    private final Map<String, Integer> lastPlaces = new HashMap<>();
    private final Map<String, Counts> counted = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private long published;
    private long quarantined;

    /** @param rows in the order in which the source has them */
    Judge(String feed, Order order, List<Row> rows) {
        this.feed = feed;
        this.order = order;
        this.rows = List.copyOf(rows);
        for (int i = 0; i < this.rows.size(); i++) {
            var row = this.rows.get(i);
            if (expected.put(row.id(), new Expected(row, i)) != null) {
                throw new IllegalArgumentException(feed + " has a row twice: " + row.id());
            }
        }
    }

    /**
     * A record of the topic.
     *
     * @param id of the row that its value is of; empty if it has no value
     */
    void published(int partition, String key, Optional<String> id) {
        published++;
        var row = row(
                id.orElseGet(() -> Row.deletionId(key, deletions.merge(key, 1, Integer::sum))),
                id.isEmpty() ? EnumSet.of(Row.Fate.DELETED) : EnumSet.of(Row.Fate.PUBLISHED, Row.Fate.EITHER),
                "published");
        if (row == null) {
            return;
        }
        count(row, new Counts(1, 0, Map.of()));
        if (!row.row.key().equals(key)) {
            violations.add(
                    feed + ": " + row.row.id() + " was published with the key " + key + ", not " + row.row.key());
        }
        var within = order == Order.KEY ? key : "partition " + partition;
        int last = lastPlaces.getOrDefault(within, -1);
        if (row.place < last) {
            violations.add(feed + ": out of order: " + row.row.id() + " stands in partition " + partition + " behind "
                    + rows.get(last).id());
        }
        lastPlaces.put(within, row.place);
    }

    /**
     * A record of the quarantine.
     *
     * @param reasons the codes that it has
     */
    void quarantined(String id, Set<String> reasons) {
        quarantined++;
        var row = row(id, EnumSet.of(Row.Fate.QUARANTINED, Row.Fate.EITHER), "in quarantine");
        if (row != null) {
            var byReason = new HashMap<String, Long>();
            reasons.forEach(code -> byReason.put(code, 1L));
            count(row, new Counts(0, 1, byReason));
        }
    }

    private void count(Expected of, Counts more) {
        counted.merge(of.row.part(), more, Counts::plus);
    }

    /** What stands beside the positions, by part; told last. */
    void positions(Map<String, Counts> told) {
        var parts = new TreeSet<>(counted.keySet());
        parts.addAll(told.keySet());
        for (var part : parts) {
            var found = counted.getOrDefault(part, Counts.NONE);
            var says = told.getOrDefault(part, Counts.NONE);
            // Keys that a snapshot has no more are counted beside the published rows, and are records as they are.
            if (found.published() != says.published() + says.removed()
                    || found.quarantined() != says.quarantined()
                    || !found.byReason().equals(says.byReason())) {
                violations.add(feed + ": " + part + " has " + found + "; its position says " + says);
            }
        }
    }

    private @Nullable Expected row(String id, Set<Row.Fate> fates, String where) {
        var found = expected.get(id);
        if (found == null) {
            violations.add(feed + ": " + where + " and of no row: " + id);
        } else if (!fates.contains(found.row.fate())) {
            violations.add(feed + ": " + where + ", though to be " + found.row.fate() + ": " + id);
        }
        seen.merge(id, 1, Integer::sum);
        return found;
    }

    /** The rows that were neither published nor quarantined, and should have been. */
    List<Row> missing() {
        var known = new HashSet<String>();
        rows.stream().filter(row -> seen.containsKey(row.id())).forEach(row -> known.add(row.key()));
        var later = new HashMap<String, Row>();
        var missing = new ArrayList<Row>();
        for (int i = rows.size() - 1; i >= 0; i--) {
            var row = rows.get(i);
            var next = later.put(row.key(), row);
            boolean excused =
                    row.passable() && (next != null || (row.fate() == Row.Fate.DELETED && !known.contains(row.key())));
            if (!seen.containsKey(row.id()) && !excused) {
                missing.add(0, row);
            }
        }
        return missing;
    }

    /** Everything that does not hold; empty if all does. */
    List<String> violations() {
        var all = new ArrayList<>(violations);
        missing().forEach(row -> all.add(feed + ": lost: " + row.id()));
        seen.forEach((id, times) -> {
            if (times > 1) {
                all.add(feed + ": " + times + " times: " + id);
            }
        });
        return all;
    }

    long published() {
        return published;
    }

    long quarantined() {
        return quarantined;
    }
}
