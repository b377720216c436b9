package org.silobridge.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The entry lines between two signed checkpoints: what they hash to, and, where that is not what was signed, the
 * closest description of what was done to them that the evidence supports. Descriptions that name an entry without
 * "by its index column" or "perhaps" are proofs: undoing what they say gives the signed root.
 */
final class Segment {
    /** How many lines are kept for a description; a longer stretch is described as a whole. */
    static final int MAX_LINES = 4096;

    private static final int MAX_REMOVAL_SEARCH = 1024;
    private static final int MAX_ORDER_SEARCH = 80;

    /**
     * One entry line.
     *
     * @param column the index beside it, or -1 if that is no number
     * @param shifts whether its index column is further from its place than the one before
     * @param claimed the leaf hash beside it, or null if that is no hash
     * @param actual null where the line gave no entry text to hash
     * @param fault what is wrong with the text, if something is
     */
    record EntryLine(
            Finding.EntryRef ref,
            long column,
            boolean shifts,
            @Nullable Hash claimed,
            @Nullable Hash actual,
            @Nullable String fault) {

        boolean isSound() {
            return column == ref.index() && actual != null && actual.equals(claimed) && fault == null;
        }
    }

    /** What the index column of the entry line after a stretch says about its numbering. */
    enum After {
        /** It is its place: the columns of the stretch were not made to fit. */
        IN_PLACE,
        /** It is another: they may have been. */
        SHIFTED,
        /** There is no such line. */
        UNKNOWN
    }

    private final Frontier start;
    private final Frontier actual;
    private final List<EntryLine> lines = new ArrayList<>();
    private long count;
    private boolean unhashed;

    Segment(Frontier start) {
        this.start = start;
        this.actual = start.copy();
    }

    long from() {
        return start.size();
    }

    /** The place of the next entry line, if everything before it is in order. */
    long next() {
        return start.size() + count;
    }

    boolean isEmpty() {
        return count == 0;
    }

    boolean isFull() {
        return lines.size() == MAX_LINES;
    }

    void add(EntryLine line) {
        count++;
        if (lines.size() < MAX_LINES) {
            lines.add(line);
        }
        if (line.actual() == null) {
            unhashed = true;
        } else {
            actual.append(line.actual());
        }
    }

    /** Whether the lines are exactly the entries that lead to this signed root. */
    boolean isSigned(long size, Hash root) {
        return !unhashed && actual.size() == size && actual.root().equals(root);
    }

    /** Where the tree stands after these lines; only to be trusted if {@link #isSigned}. */
    Frontier end() {
        return actual.copy();
    }

    /** Faults that stand beside entries which are themselves proven. */
    List<Finding> besideSigned() {
        var findings = new ArrayList<Finding>();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            long place = start.size() + i;
            if (line.fault() != null) {
                findings.add(malformed(line, place));
            }
            if (line.column() != place && line.shifts()) {
                findings.add(finding(
                        Finding.Kind.INDEX_COLUMN,
                        place,
                        place + 1,
                        List.of(line),
                        line.ref() + " is the signed one at its place, but its index column says "
                                + (line.column() < 0 ? "something that is no number" : line.column())));
            }
            if (line.actual() != null && !line.actual().equals(line.claimed())) {
                findings.add(finding(
                        Finding.Kind.LEAF_HASH_COLUMN,
                        place,
                        place + 1,
                        List.of(line),
                        line.ref() + " is the signed entry, but the leaf hash beside it is not its own"));
            }
        }
        return findings;
    }

    private Finding malformed(EntryLine line, long place) {
        return finding(Finding.Kind.MALFORMED_ENTRY, place, place + 1, List.of(line), line.ref() + ": " + line.fault());
    }

    /**
     * What was done to lines that do not lead to the signed root.
     *
     * @param signed the signed tree's frontier, if the file has it
     * @param after what the index column of the next entry line says
     */
    List<Finding> differences(long size, Hash root, @Nullable Frontier signed, After after) {
        var findings = new ArrayList<Finding>();
        long expected = size - start.size();
        for (var line : lines) {
            if (line.fault() != null && line.actual() == null) {
                findings.add(finding(
                        Finding.Kind.MALFORMED_LINE,
                        start.size(),
                        size,
                        List.of(),
                        "line " + line.ref().line() + ": " + line.fault()));
            }
        }
        if (lines.size() < count) {
            findings.add(asAWhole(size, "too many lines stand between two checkpoints to look closer"));
        } else if (count == expected) {
            findings.addAll(changed(size, root, signed));
        } else if (count > expected) {
            findings.add(added(size, root));
        } else {
            findings.add(missing(size, after));
        }
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.fault() != null
                    && line.actual() != null
                    && findings.stream().noneMatch(f -> f.entries().contains(line.ref()))) {
                findings.add(malformed(line, start.size() + i));
            }
        }
        return findings;
    }

    private List<Finding> changed(long size, Hash root, @Nullable Frontier signed) {
        var altered = lines.stream()
                .filter(line -> line.claimed() != null && !line.claimed().equals(line.actual()))
                .toList();
        if (!altered.isEmpty()
                && lines.stream().allMatch(line -> line.claimed() != null)
                && leadsTo(root, hashes(lines, EntryLine::claimed))) {
            return altered.stream().map(this::changedText).toList();
        }
        if (unhashed) {
            return List.of(asAWhole(size, "a line in it could not be read"));
        }
        var byColumn = new ArrayList<>(lines);
        byColumn.sort(Comparator.comparingLong(EntryLine::column));
        if (!byColumn.equals(lines) && leadsTo(root, hashes(byColumn, EntryLine::actual))) {
            return List.of(reordered(byColumn));
        }
        var order = signedOrder(root);
        if (order != null) {
            return List.of(reordered(order));
        }
        return List.of(narrowed(size, signed));
    }

    private Finding changedText(EntryLine line) {
        long place = start.size() + lines.indexOf(line);
        return finding(
                Finding.Kind.CHANGED,
                place,
                place + 1,
                List.of(line),
                line.ref()
                        + " was changed: the leaf hash beside it is the signed one, its text is not what was signed"
                        + (line.fault() == null ? "" : " (" + line.fault() + ")"));
    }

    private Finding reordered(List<EntryLine> signedOrder) {
        var moved = new ArrayList<EntryLine>();
        var text = new StringBuilder("entries stand in another order than the signed one: ");
        long first = -1;
        long last = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).equals(signedOrder.get(i))) {
                long signedPlace = start.size() + signedOrder.indexOf(lines.get(i));
                text.append(moved.isEmpty() ? "" : "; ")
                        .append(lines.get(i).ref())
                        .append(" stands at ")
                        .append(start.size() + i)
                        .append(" and was signed at ")
                        .append(signedPlace);
                moved.add(lines.get(i));
                first = first < 0 ? start.size() + i : first;
                last = start.size() + i;
            }
        }
        return finding(Finding.Kind.REORDERED, first, last + 1, moved, text.toString());
    }

    /** The order that gives the signed root, if one exchange or one move of an entry leads to it. */
    private @Nullable List<EntryLine> signedOrder(Hash root) {
        if (lines.size() > MAX_ORDER_SEARCH) {
            return null;
        }
        for (int i = 0; i < lines.size(); i++) {
            for (int j = 0; j < lines.size(); j++) {
                if (i == j) {
                    continue;
                }
                var moved = new ArrayList<>(lines);
                moved.add(j, moved.remove(i));
                if (leadsTo(root, hashes(moved, EntryLine::actual))) {
                    return moved;
                }
                var exchanged = new ArrayList<>(lines);
                Collections.swap(exchanged, i, j);
                if (i < j && leadsTo(root, hashes(exchanged, EntryLine::actual))) {
                    return exchanged;
                }
            }
        }
        return null;
    }

    /** As near as the signed subtrees tell: those that match prove what is under them. */
    private Finding narrowed(long size, @Nullable Frontier signed) {
        long from = start.size();
        long to = size;
        if (signed != null) {
            long at = 0;
            long first = to;
            long last = from;
            for (int bit = 62, i = 0; bit >= 0; bit--) {
                long width = 1L << bit;
                if ((size & width) != 0) {
                    if (!signed.subtrees().get(i).equals(actual.subtrees().get(i))) {
                        first = Math.min(first, Math.max(at, from));
                        last = Math.max(last, at + width);
                    }
                    at += width;
                    i++;
                }
            }
            from = first;
            to = last;
        }
        var within = lines.subList((int) (from - start.size()), (int) (to - start.size()));
        var outOfPlace = outOfPlace();
        if (!outOfPlace.isEmpty()) {
            return finding(
                    Finding.Kind.REORDERED,
                    from,
                    to,
                    outOfPlace,
                    "entries " + range(from, to)
                            + " are not those that were signed; by their index columns, these stand in the wrong place: "
                            + names(outOfPlace));
        }
        return finding(
                Finding.Kind.CHANGED,
                from,
                to,
                within.size() == 1 ? within : List.of(),
                (within.size() == 1
                                ? within.get(0).ref() + " is not the one that was signed"
                                : "entries " + range(from, to) + " are not those that were signed")
                        + ": one or more were changed, replaced or put in another order, with the columns made to fit");
    }

    private List<EntryLine> outOfPlace() {
        var out = new ArrayList<EntryLine>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).column() != start.size() + i) {
                out.add(lines.get(i));
            }
        }
        return out;
    }

    private Finding added(long size, Hash root) {
        int surplus = (int) (next() - size);
        int kept = lines.size() - surplus;
        if (!unhashed && lines.size() <= MAX_REMOVAL_SEARCH) {
            for (int at = 0; at <= kept; at++) {
                var without = new ArrayList<>(lines.subList(0, at));
                without.addAll(lines.subList(at + surplus, lines.size()));
                if (leadsTo(root, hashes(without, EntryLine::actual))) {
                    var extra = lines.subList(at, at + surplus);
                    return finding(
                            Finding.Kind.ADDED,
                            start.size() + at,
                            start.size() + at + surplus,
                            extra,
                            names(extra) + (surplus == 1 ? " was" : " were")
                                    + " added: without, the entries are the signed ones");
                }
            }
        }
        var seen = new HashSet<Long>();
        var odd = lines.stream()
                .filter(line -> line.column() < start.size() || line.column() >= size || !seen.add(line.column()))
                .toList();
        return finding(
                Finding.Kind.ADDED,
                start.size(),
                size,
                odd,
                (size - start.size()) + " entries were signed as " + range(start.size(), size)
                        + ", the file has " + count + ": " + surplus + " were added, and others may have been changed"
                        + (odd.isEmpty() ? "" : "; by their index columns perhaps " + names(odd)));
    }

    private Finding missing(long size, After after) {
        long lacking = size - next();
        var gaps = new ArrayList<Long>();
        long place = start.size();
        for (var line : lines) {
            for (; place < line.column() && gaps.size() < MAX_LINES; place++) {
                gaps.add(place);
            }
            if (line.column() < start.size() || line.column() >= size || line.column() < place) {
                gaps.clear();
                place = Long.MAX_VALUE;
                break;
            }
            place = line.column() + 1;
        }
        for (; place < size && after != After.SHIFTED && gaps.size() < MAX_LINES; place++) {
            gaps.add(place);
        }
        var signed = (size - start.size()) + " entries were signed as " + range(start.size(), size) + ", the file has "
                + count + ": ";
        if (gaps.size() == lacking) {
            // A gap at the end of a stretch with nothing after it may as well come from columns made to fit.
            boolean trailing = after == After.UNKNOWN && gaps.contains(size - 1);
            long from = trailing ? start.size() : gaps.get(0);
            long to = trailing ? size : gaps.get(gaps.size() - 1) + 1;
            return finding(
                    Finding.Kind.MISSING,
                    from,
                    to,
                    List.of(),
                    signed + "by the index columns "
                            + (lacking == 1 ? "entry " + gaps.get(0) + " is" : "entries " + gaps + " are")
                            + " missing");
        }
        return finding(
                Finding.Kind.MISSING,
                start.size(),
                size,
                List.of(),
                signed + lacking + " of them " + (lacking == 1 ? "is" : "are")
                        + " missing, and the index columns do not say which");
    }

    private Finding asAWhole(long size, String why) {
        return finding(
                Finding.Kind.CHANGED,
                start.size(),
                size,
                List.of(),
                "entries " + range(start.size(), size) + " are not those that were signed (" + (size - start.size())
                        + " were signed, the file has " + count + "); " + why);
    }

    private boolean leadsTo(Hash root, List<Hash> leaves) {
        var tree = start.copy();
        leaves.forEach(tree::append);
        return tree.root().equals(root);
    }

    private static List<Hash> hashes(List<EntryLine> lines, Function<EntryLine, @Nullable Hash> column) {
        var hashes = new ArrayList<Hash>(lines.size());
        for (var line : lines) {
            var hash = column.apply(line);
            if (hash != null) {
                hashes.add(hash);
            }
        }
        return hashes;
    }

    static String range(long from, long to) {
        return to - from <= 1 ? String.valueOf(from) : from + " to " + (to - 1);
    }

    private static String names(List<EntryLine> lines) {
        var shown = lines.stream().limit(5).map(line -> line.ref().toString()).toList();
        return String.join(", ", shown) + (lines.size() > 5 ? " and " + (lines.size() - 5) + " more" : "");
    }

    private Finding finding(Finding.Kind kind, long from, long to, List<EntryLine> named, String text) {
        long line = named.isEmpty()
                ? (lines.isEmpty() ? 0 : lines.get(0).ref().line())
                : named.get(0).ref().line();
        return new Finding(
                kind,
                line,
                from,
                to,
                named.stream().limit(100).map(EntryLine::ref).toList(),
                text);
    }
}
