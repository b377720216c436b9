package org.silobridge.contract.sample;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.LogicalTypes;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.ContractField;
import org.silobridge.contract.division.DivisionLevel;
import org.silobridge.contract.division.Divisions;
import org.silobridge.contract.rule.CheckDigit;
import org.silobridge.contract.rule.DivisionCode;
import org.silobridge.contract.rule.DivisionCodeAt;
import org.silobridge.contract.rule.Length;
import org.silobridge.contract.rule.Matches;
import org.silobridge.contract.rule.OneOf;
import org.silobridge.contract.rule.Range;

/**
 * Values of one field that keep its rules: made by the most telling rule, and checked against all of them. Dates and
 * times without bounds are those of 2015 to 2025.
 */
final class FieldValues {
    private static final LocalDate FIRST_DAY = LocalDate.of(2015, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(2025, 12, 31);
    private static final Instant FIRST_TIME = Instant.parse("2015-01-01T00:00:00Z");
    private static final Instant LAST_TIME = Instant.parse("2025-12-31T23:59:59Z");
    private static final long UNBOUNDED = 1_000_000;
    /** So many values are all made and checked beforehand, so that what is drawn is good. */
    private static final int LISTED = 20_000;

    private static final int MAX_WORD_DIGITS = 9;

    private final ContractField field;

    private FieldValues(ContractField field) {
        this.field = field;
    }

    /** Whether values that {@link #of} made are all good already. */
    static boolean areGood(Values values) {
        return values.size() <= LISTED;
    }

    /** Where they are few, all of them keep the rules; where they are many, most do. */
    static Values of(ContractField field) {
        var values = new FieldValues(field).made();
        if (values.size() > LISTED) {
            return values;
        }
        Set<Object> good = new LinkedHashSet<>();
        for (long i = 0; i < values.size(); i++) {
            var value = values.at(i);
            if (isGood(field, value)) {
                good.add(value);
            }
        }
        return Values.of(new ArrayList<>(good));
    }

    /** Whether a value keeps the rules, and is the same after it was written to a file and read with the white space around it gone. */
    static boolean isGood(ContractField field, Object value) {
        return field.check(value, fault -> {})
                && !(value instanceof String text && (text.isEmpty() || !text.equals(text.strip())));
    }

    private Values made() {
        return switch (field.type()) {
            case STRING -> texts();
            case ENUM -> Values.of(field.valueSchema().getEnumSymbols());
            case BOOLEAN -> Values.of(List.of(false, true));
            case INT -> whole(Integer.MIN_VALUE, Integer.MAX_VALUE, number -> (Object) number.intValue());
            case LONG -> whole(Long.MIN_VALUE / 4, Long.MAX_VALUE / 4, number -> (Object) number);
            case FLOAT -> floating(number -> number.floatValue());
            case DOUBLE -> floating(number -> number.doubleValue());
            case DECIMAL -> decimals((LogicalTypes.Decimal) field.valueSchema().getLogicalType());
            case DATE -> days();
            case TIMESTAMP_MILLIS -> times();
        };
    }

    private <R> Optional<R> rule(Class<R> kind) {
        return field.rules().stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    private Values texts() {
        var words = rule(OneOf.class).map(rule -> Values.of(List.copyOf(rule.values())));
        return words.or(() -> rule(CheckDigit.class).map(rule -> IdentifierValues.of(rule.identifier())))
                .or(() -> rule(DivisionCode.class).map(rule -> divisions(rule.levels())))
                .or(() -> rule(DivisionCodeAt.class).map(rule -> divisions(rule.levels())))
                .or(() -> rule(Matches.class).map(rule -> PatternValues.of(rule.pattern())))
                .orElseGet(() -> words(rule(Length.class).orElse(new Length(1, 100))));
    }

    /** Codes of six digits, as most write them; where the field has none of those, the shorter and longer forms. */
    private Values divisions(Set<DivisionLevel> levels) {
        List<String> six = levels.stream()
                .flatMap(level -> Divisions.standard().inForce(level).stream())
                .toList();
        if (six.stream().anyMatch(code -> isGood(field, code))) {
            return Values.of(six);
        }
        var others = new ArrayList<String>();
        six.forEach(code -> others.addAll(List.of(code.substring(0, 2), code.substring(0, 4), code + "000000")));
        return Values.of(others);
    }

    /** The field's Chinese title and a number: 单位名称1024. */
    private Values words(Length length) {
        var title = field.title().zh();
        int room = length.max() - title.codePointCount(0, title.length());
        var start = room < 1 ? "" : title;
        int digits = Math.min(room < 1 ? length.max() : room, MAX_WORD_DIGITS);
        int shortest = length.min() - start.codePointCount(0, start.length());
        return Values.counted(
                (long) Math.pow(10, digits), index -> start + IdentifierValues.digits(index, Math.max(1, shortest)));
    }

    private Values whole(long least, long most, Function<Long, Object> value) {
        var range = rule(Range.class);
        var min = range.flatMap(Range::min).map(bound -> Math.max((Long) bound, least));
        var max = range.flatMap(Range::max).map(bound -> Math.min((Long) bound, most));
        long from =
                min.orElseGet(() -> max.map(m -> Math.max(m - UNBOUNDED, least)).orElse(0L));
        long to = max.orElseGet(() -> Math.min(from + UNBOUNDED, most));
        return Values.counted(to - from + 1, index -> value.apply(from + index));
    }

    private Values floating(Function<BigDecimal, Object> value) {
        var range = rule(Range.class);
        var min = range.flatMap(Range::min).map(bound -> new BigDecimal(bound.toString()));
        var max = range.flatMap(Range::max).map(bound -> new BigDecimal(bound.toString()));
        var span = new BigDecimal(1000);
        var from = min.orElseGet(() -> max.map(m -> m.subtract(span)).orElse(BigDecimal.ZERO));
        var to = max.orElseGet(() -> from.add(span));
        var width = to.subtract(from);
        // Between a thousand and ten thousand steps, each a power of ten: few enough to be listed.
        int magnitude = width.signum() == 0 ? 0 : width.precision() - width.scale() - 1;
        var step = BigDecimal.ONE.scaleByPowerOfTen(magnitude - 3);
        return Values.counted(
                width.divide(step, 0, RoundingMode.FLOOR).longValueExact() + 1,
                index -> value.apply(from.add(step.multiply(BigDecimal.valueOf(index)))));
    }

    private Values decimals(LogicalTypes.Decimal type) {
        var range = rule(Range.class);
        var min = range.flatMap(Range::min).map(BigDecimal.class::cast);
        var max = range.flatMap(Range::max).map(BigDecimal.class::cast);
        var step = BigDecimal.ONE.movePointLeft(Math.min(type.getScale(), 2));
        var span = BigDecimal.ONE
                .movePointRight(Math.min(type.getPrecision() - type.getScale(), 8))
                .subtract(step);
        var from = min.orElseGet(() -> max.map(m -> m.subtract(span)).orElse(BigDecimal.ZERO));
        var to = max.orElseGet(() -> from.add(span));
        var steps = to.subtract(from).divide(step, 0, RoundingMode.FLOOR).min(BigDecimal.valueOf(Values.MANY));
        return Values.counted(steps.longValueExact() + 1, index -> from.add(step.multiply(BigDecimal.valueOf(index)))
                .setScale(type.getScale(), RoundingMode.HALF_UP));
    }

    private Values days() {
        var range = rule(Range.class);
        var min = range.flatMap(Range::min).map(LocalDate.class::cast).orElse(null);
        var max = range.flatMap(Range::max).map(LocalDate.class::cast).orElse(null);
        var from = later(min, FIRST_DAY);
        var to = max == null || max.isAfter(LAST_DAY) ? LAST_DAY : max;
        if (from.isAfter(to)) {
            from = min == null ? to.minusDays(UNBOUNDED) : min;
            to = max == null ? from.plusDays(UNBOUNDED) : max;
        }
        var first = from;
        return Values.counted(to.toEpochDay() - from.toEpochDay() + 1, first::plusDays);
    }

    private Values times() {
        var range = rule(Range.class);
        var min = range.flatMap(Range::min).map(Instant.class::cast).orElse(null);
        var max = range.flatMap(Range::max).map(Instant.class::cast).orElse(null);
        var from = later(min, FIRST_TIME);
        var to = max == null || max.isAfter(LAST_TIME) ? LAST_TIME : max;
        if (from.isAfter(to)) {
            from = min == null ? to.minusSeconds(UNBOUNDED) : min;
            to = max == null ? from.plusSeconds(UNBOUNDED) : max;
        }
        var first = from;
        return Values.counted(to.getEpochSecond() - from.getEpochSecond() + 1, first::plusSeconds);
    }

    private static <T extends Comparable<? super T>> T later(@Nullable T bound, T start) {
        return bound == null || bound.compareTo(start) < 0 ? start : bound;
    }
}
