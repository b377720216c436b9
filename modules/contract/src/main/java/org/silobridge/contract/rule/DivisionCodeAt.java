package org.silobridge.contract.rule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.division.DivisionLevel;
import org.silobridge.contract.division.DivisionStatus;
import org.silobridge.contract.division.Divisions;
import org.silobridge.model.Reason;

/**
 * The code was in force in GB/T 2260, at one of these levels, on the day that another field of the record names. A
 * record without that day must have a code that is in force now.
 *
 * <p>{@link #check(Object)} alone sees only whether there ever was such a code; {@link #check(Object, Object)} says the
 * rest once the whole record is there.
 *
 * @param at the field with the day, of the type date or timestamp-millis; of a time, its day in China counts
 */
public record DivisionCodeAt(Set<DivisionLevel> levels, String at) implements Rule {
    private static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");

    public DivisionCodeAt {
        levels = Collections.unmodifiableSet(EnumSet.copyOf(levels));
    }

    @Override
    public String word() {
        return "divisionCode";
    }

    @Override
    public @Nullable Reason check(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        var status = Divisions.standard().lookup((CharSequence) value);
        boolean ever = status instanceof DivisionStatus.Known known
                ? levels.contains(known.level())
                : status instanceof DivisionStatus.Withdrawn withdrawn && levels.contains(withdrawn.level());
        return ever ? null : new Reason("contract.rule.division-code-unknown", declared());
    }

    /**
     * Why the code is not right for the day; null if it is, or where there is no code.
     *
     * @param day the value of the field {@link #at}: a {@link LocalDate}, an {@link Instant}, or null
     */
    public @Nullable Reason check(@Nullable Object value, @Nullable Object day) {
        if (value == null) {
            return null;
        }
        var code = (CharSequence) value;
        var divisions = Divisions.standard();
        var status = day == null ? divisions.lookup(code) : divisions.lookup(code, date(day));
        if (status instanceof DivisionStatus.Known known && levels.contains(known.level())) {
            return null;
        }
        if (status instanceof DivisionStatus.Withdrawn withdrawn) {
            return Reason.of(
                    "contract.rule.division-code-withdrawn",
                    "levels",
                    levelWords(),
                    "lastEdition",
                    withdrawn.lastEdition());
        }
        if (status instanceof DivisionStatus.NotYet notYet) {
            return Reason.of(
                    "contract.rule.division-code-not-yet",
                    "levels",
                    levelWords(),
                    "at",
                    at,
                    "firstEdition",
                    notYet.firstEdition());
        }
        return new Reason("contract.rule.division-code-unknown", declared());
    }

    private static LocalDate date(Object day) {
        return day instanceof Instant time ? LocalDate.ofInstant(time, CHINA) : (LocalDate) day;
    }

    @Override
    public Map<String, String> declared() {
        return Map.of("levels", levelWords(), "at", at);
    }

    private String levelWords() {
        return levels.stream().map(DivisionLevel::word).collect(Collectors.joining(", "));
    }
}
