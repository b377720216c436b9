package org.silobridge.contract.sample;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.ContractField;
import org.silobridge.contract.FieldType;
import org.silobridge.contract.division.DivisionLevel;
import org.silobridge.contract.division.Divisions;
import org.silobridge.contract.rule.CheckDigit;
import org.silobridge.contract.rule.DivisionCode;
import org.silobridge.contract.rule.DivisionCodeAt;
import org.silobridge.contract.rule.Length;
import org.silobridge.contract.rule.Matches;
import org.silobridge.contract.rule.OneOf;
import org.silobridge.contract.rule.Range;
import org.silobridge.contract.rule.Required;
import org.silobridge.contract.rule.Rule;
import org.silobridge.model.Violation;

/**
 * A way in which one field breaks one rule, and nothing else with it.
 *
 * @param spoilt makes a faulty value of a good one; what it makes is tried before it is used, and may be no fault
 */
record FieldFault(
        ContractField field, int index, String code, BiFunction<Object, SplittableRandom, @Nullable Object> spoilt) {

    private static final int TRIES = 32;
    /** Longer texts only make files large. */
    private static final int LONGEST = 4_096;

    private static final String MARKS = "!#%&?~*@ 9Z";

    /** All that a field can have alone: where breaking a rule always breaks another too, the rule is left out. */
    static List<FieldFault> of(ContractField field, int index, Values good) {
        var found = new ArrayList<FieldFault>();
        for (var rule : field.rules()) {
            faults(rule, field, index, found);
        }
        if (isRead(field.type())) {
            found.add(fault(field, index, "type", (value, random) -> "unreadable-" + random.nextInt(1000)));
        }
        var random = new SplittableRandom(index);
        found.removeIf(fault -> fault.in(good, random) == null);
        return found;
    }

    /** Whether texts of the type can be no value at all. */
    private static boolean isRead(FieldType type) {
        return type != FieldType.STRING && type != FieldType.ENUM;
    }

    private static FieldFault fault(
            ContractField field,
            int index,
            String reason,
            BiFunction<Object, SplittableRandom, @Nullable Object> spoilt) {
        return new FieldFault(field, index, "contract.rule." + reason, spoilt);
    }

    /** A value with this fault alone; null where none was found in so many tries, unless null is the fault. */
    @Nullable
    Spoilt in(Values good, SplittableRandom random) {
        for (int i = 0; i < TRIES && good.size() > 0; i++) {
            var value = spoilt.apply(good.at(random.nextLong(good.size())), random);
            if (isAlone(value)) {
                return new Spoilt(value);
            }
        }
        return null;
    }

    /** A faulty value. */
    record Spoilt(@Nullable Object value) {}

    private boolean isAlone(@Nullable Object value) {
        if (value instanceof String && isRead(field.type())) {
            return true;
        }
        if (value instanceof String text && (text.isEmpty() || !text.equals(text.strip()))) {
            return false;
        }
        var faults = new ArrayList<Violation>();
        field.check(value, faults::add);
        return faults.size() == 1 && faults.get(0).reason().code().equals(code);
    }

    private static void faults(Rule rule, ContractField field, int index, List<FieldFault> found) {
        if (rule instanceof Required) {
            found.add(fault(field, index, "required", (value, random) -> null));
        } else if (rule instanceof OneOf) {
            found.add(fault(field, index, "enum", (value, random) -> "UNLISTED_" + random.nextInt(1000)));
        } else if (rule instanceof CheckDigit) {
            found.add(fault(field, index, "check-digits", FieldFault::otherLast));
        } else if (rule instanceof DivisionCode code) {
            var withdrawn = withdrawn(code.levels());
            if (!withdrawn.isEmpty()) {
                found.add(fault(
                        field,
                        index,
                        "division-code-withdrawn",
                        (value, random) -> withdrawn.get(random.nextInt(withdrawn.size()))));
            }
            found.add(fault(field, index, "division-code-unknown", (value, random) -> unknown(code.levels(), random)));
        } else if (rule instanceof DivisionCodeAt code) {
            found.add(fault(field, index, "division-code-unknown", (value, random) -> unknown(code.levels(), random)));
        } else if (rule instanceof Matches) {
            found.add(fault(field, index, "pattern", FieldFault::marked));
        } else if (rule instanceof Length length) {
            if (length.max() < LONGEST) {
                found.add(
                        fault(field, index, "length", (value, random) -> stretched((String) value, length.max() + 1)));
            }
            if (length.min() > 1) {
                found.add(fault(field, index, "length", (value, random) -> cut((String) value, length.min() - 1)));
            }
        } else if (rule instanceof Range range) {
            range.min()
                    .ifPresent(min -> found.add(fault(
                            field,
                            index,
                            "range",
                            (value, random) -> moved(field.type(), min, -1 - random.nextInt(9)))));
            range.max()
                    .ifPresent(max -> found.add(fault(
                            field,
                            index,
                            "range",
                            (value, random) -> moved(field.type(), max, 1 + random.nextInt(9)))));
        }
    }

    /** The codes of some levels that are not in force any more. */
    static List<String> withdrawn(Set<DivisionLevel> levels) {
        return levels.stream()
                .flatMap(level -> Divisions.standard().withdrawn(level).stream())
                .toList();
    }

    private static String otherLast(Object value, SplittableRandom random) {
        var text = (String) value;
        var others = "0123456789ABCDEFGHJKLMNPQRTUWXY";
        return text.substring(0, text.length() - 1) + others.charAt(random.nextInt(others.length()));
    }

    /** In the number range of a province that exists, where no division ever was. */
    private static String unknown(Set<DivisionLevel> levels, SplittableRandom random) {
        var provinces = Divisions.standard().inForce(DivisionLevel.PROVINCE);
        var province = provinces.get(random.nextInt(provinces.size())).substring(0, 2);
        if (levels.contains(DivisionLevel.COUNTY)) {
            return province + "97" + (10 + random.nextInt(89));
        }
        return levels.contains(DivisionLevel.PREFECTURE) ? province + "9700" : (84 + random.nextInt(6)) + "0000";
    }

    private static String marked(Object value, SplittableRandom random) {
        var text = new StringBuilder((String) value);
        char mark = MARKS.charAt(random.nextInt(MARKS.length()));
        int at = random.nextInt(text.length() + 1);
        return at < text.length() && random.nextBoolean()
                ? text.replace(at, at + 1, String.valueOf(mark)).toString()
                : text.insert(at, mark).toString();
    }

    private static String stretched(String text, int length) {
        var longer = new StringBuilder(text);
        while (longer.codePointCount(0, longer.length()) < length) {
            longer.append('9');
        }
        return longer.toString();
    }

    private static String cut(String text, int length) {
        return text.substring(0, text.offsetByCodePoints(0, length));
    }

    /** As many units beyond a bound. */
    private static @Nullable Object moved(FieldType type, Comparable<?> bound, int by) {
        return switch (type) {
            case INT -> {
                long number = (Long) bound + by;
                yield number == (int) number ? (Object) (int) number : null;
            }
            case LONG -> (Long) bound + by;
            case FLOAT -> (float) ((Double) bound + by);
            case DOUBLE -> (Double) bound + by;
            case DECIMAL -> ((BigDecimal) bound).add(BigDecimal.valueOf(by));
            case DATE -> ((LocalDate) bound).plusDays(by);
            case TIMESTAMP_MILLIS -> ((Instant) bound).plusSeconds(by);
            default -> null;
        };
    }
}
