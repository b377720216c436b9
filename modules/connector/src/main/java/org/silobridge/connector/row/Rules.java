package org.silobridge.connector.row;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.ContractField;
import org.silobridge.contract.rule.Range;
import org.silobridge.contract.rule.Required;
import org.silobridge.contract.rule.Rule;
import org.silobridge.contract.rule.WellFormed;

/** What coders of numbers and times understand of a field's rules: bounds, as the number that they compare. */
final class Rules {
    private Rules() {}

    /** All rules of a field that a row has to keep to go the straight way: one that is only flagged goes the other. */
    static List<Rule> of(ContractField field) {
        return Stream.concat(field.rules().stream(), field.flagRules().stream()).toList();
    }

    /** Whether a field must have a value. */
    static boolean isRequired(ContractField field) {
        return of(field).stream().anyMatch(Rules::isRequired);
    }

    static boolean isRequired(Rule rule) {
        return rule instanceof Required;
    }

    /** The ranges of a field; null if it has a rule that is more than a range. */
    static @Nullable List<Range> ranges(ContractField field) {
        var ranges = of(field).stream()
                .filter(rule -> !isRequired(rule) && !(rule instanceof WellFormed))
                .toList();
        return ranges.stream().allMatch(Range.class::isInstance)
                ? ranges.stream().map(Range.class::cast).toList()
                : null;
    }

    /** The least number that lies within all ranges, of decimals that of their digits without the point. */
    static long least(List<Range> ranges, int scale) {
        return ranges.stream()
                .flatMap(range -> range.min().stream())
                .mapToLong(bound -> whole(bound, scale, RoundingMode.CEILING))
                .max()
                .orElse(Long.MIN_VALUE);
    }

    /** The greatest. */
    static long greatest(List<Range> ranges, int scale) {
        return ranges.stream()
                .flatMap(range -> range.max().stream())
                .mapToLong(bound -> whole(bound, scale, RoundingMode.FLOOR))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static long whole(Comparable<?> bound, int scale, RoundingMode inward) {
        if (bound instanceof Long number) {
            return number;
        }
        if (bound instanceof LocalDate date) {
            return date.toEpochDay();
        }
        if (bound instanceof Instant time) {
            var millis = BigDecimal.valueOf(time.getEpochSecond())
                    .movePointRight(3)
                    .add(BigDecimal.valueOf(time.getNano(), 6));
            return clamped(millis.setScale(0, inward));
        }
        if (bound instanceof BigDecimal number) {
            return clamped(number.movePointRight(scale).setScale(0, inward));
        }
        throw new IllegalArgumentException("a bound that is no whole number: " + bound);
    }

    private static long clamped(BigDecimal number) {
        return number.min(BigDecimal.valueOf(Long.MAX_VALUE))
                .max(BigDecimal.valueOf(Long.MIN_VALUE))
                .longValueExact();
    }
}
