package org.silobridge.contract.evolution;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.silobridge.contract.division.DivisionLevel;
import org.silobridge.contract.rule.DivisionCode;
import org.silobridge.contract.rule.DivisionCodeAt;
import org.silobridge.contract.rule.Length;
import org.silobridge.contract.rule.OneOf;
import org.silobridge.contract.rule.Range;
import org.silobridge.contract.rule.Rule;

/**
 * How a rule, or one parameter of it, changed.
 *
 * @param path below the field's {@code rules}: {@code length.max}
 * @param change whether fewer values pass, more, or whether that cannot be told, as with two patterns
 */
record RuleChange(String path, Change change, String old, String next) {
    private static final String NONE = "-";

    /** A rule that was not there. */
    static RuleChange added(Rule rule) {
        return new RuleChange(rule.word(), Change.RULE_ADDED, NONE, text(rule));
    }

    /** A rule that is gone. */
    static RuleChange removed(Rule rule) {
        return new RuleChange(rule.word(), Change.RULE_REMOVED, text(rule), NONE);
    }

    /** What changed from one rule to another of the same word. */
    static List<RuleChange> between(Rule old, Rule next) {
        if (old.equals(next)) {
            return List.of();
        }
        if (old instanceof Length before && next instanceof Length after) {
            var changes = new ArrayList<RuleChange>();
            ordered(changes, "length.min", before.min(), after.min(), 1);
            ordered(changes, "length.max", before.max(), after.max(), -1);
            return changes;
        }
        if (old instanceof Range before && next instanceof Range after && before.kind() == after.kind()) {
            var changes = new ArrayList<RuleChange>();
            bound(changes, "min", before, after, Range::min);
            bound(changes, "max", before, after, Range::max);
            return changes;
        }
        if (old instanceof OneOf before && next instanceof OneOf after) {
            return sets("enum", before.values(), after.values());
        }
        if (old instanceof DivisionCode before && next instanceof DivisionCode after) {
            return sets("divisionCode.levels", words(before.levels()), words(after.levels()));
        }
        if (old instanceof DivisionCodeAt before
                && next instanceof DivisionCodeAt after
                && before.at().equals(after.at())) {
            return sets("divisionCode.levels", words(before.levels()), words(after.levels()));
        }
        return List.of(new RuleChange(old.word(), Change.RULE_CHANGED, text(old), text(next)));
    }

    /** A number that lets less pass the more it grows ({@code stricter} 1) or shrinks (-1). */
    private static void ordered(List<RuleChange> changes, String path, int old, int next, int stricter) {
        int direction = Integer.compare(next, old) * stricter;
        if (direction != 0) {
            changes.add(new RuleChange(path, direction(direction > 0), length(old), length(next)));
        }
    }

    private static String length(int bound) {
        return bound == Length.LIMIT ? NONE : String.valueOf(bound);
    }

    /** Stricter where the old bound itself, or any bound where there was none, would no longer pass. */
    private static void bound(
            List<RuleChange> changes,
            String name,
            Range old,
            Range next,
            Function<Range, Optional<Comparable<?>>> bound) {
        var before = bound.apply(old);
        var after = bound.apply(next);
        if (before.equals(after) || (before.isPresent() && after.isPresent() && same(old, name, after.get()))) {
            return;
        }
        boolean narrower = after.isPresent() && (before.isEmpty() || within(old, name, after.get()));
        changes.add(new RuleChange(
                "range." + name,
                direction(narrower),
                old.declared().getOrDefault(name, NONE),
                next.declared().getOrDefault(name, NONE)));
    }

    /** Whether a value passes one bound of a range. */
    private static boolean within(Range range, String bound, Comparable<?> value) {
        return (bound.equals("min")
                                ? new Range(range.kind(), range.min(), Optional.empty())
                                : new Range(range.kind(), Optional.empty(), range.max()))
                        .check(value)
                == null;
    }

    /** 1.0 and 1.00 are two texts of one bound. */
    private static boolean same(Range range, String bound, Comparable<?> value) {
        var own = (bound.equals("min") ? range.min() : range.max()).orElseThrow();
        var point = Optional.<Comparable<?>>of(own);
        return new Range(range.kind(), point, point).check(value) == null;
    }

    private static List<RuleChange> sets(String path, Set<String> old, Set<String> next) {
        var changes = new ArrayList<RuleChange>();
        if (!next.containsAll(old)) {
            changes.add(new RuleChange(path, Change.RULE_NARROWED, String.join(", ", old), String.join(", ", next)));
        }
        if (!old.containsAll(next)) {
            changes.add(new RuleChange(path, Change.RULE_WIDENED, String.join(", ", old), String.join(", ", next)));
        }
        return changes;
    }

    private static Set<String> words(Set<DivisionLevel> levels) {
        return levels.stream().map(DivisionLevel::word).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Change direction(boolean narrower) {
        return narrower ? Change.RULE_NARROWED : Change.RULE_WIDENED;
    }

    /** What a rule asks for. */
    static String text(Rule rule) {
        var declared = new TreeMap<>(rule.declared());
        if (declared.size() <= 1) {
            return declared.isEmpty() ? rule.word() : declared.firstEntry().getValue();
        }
        return declared.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
