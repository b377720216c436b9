package org.silobridge.catalogue.clock;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Year;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which days are working days. What is announced year by year (holidays, and weekend days that are worked to make up for
 * them) counts in the years that the calendar covers; in any other year only the weekend is known, and whatever is
 * derived from it is provisional.
 *
 * @param weekend at most six days, so that there is always a next working day
 */
public record WorkingCalendar(String name, Set<DayOfWeek> weekend, Map<Year, SpecialDays> years) {

    /** What one year has beside its weeks; the texts say why. All dates are of that year. */
    public record SpecialDays(Map<LocalDate, String> holidays, Map<LocalDate, String> makeUpWorkdays) {
        public SpecialDays {
            holidays = Collections.unmodifiableMap(new TreeMap<>(holidays));
            makeUpWorkdays = Collections.unmodifiableMap(new TreeMap<>(makeUpWorkdays));
            var both = new TreeSet<>(holidays.keySet());
            both.retainAll(makeUpWorkdays.keySet());
            if (!both.isEmpty()) {
                throw new IllegalArgumentException("a holiday and a make-up working day: " + both);
            }
        }
    }

    public WorkingCalendar {
        if (weekend.size() > 6) {
            throw new IllegalArgumentException("a week of weekend");
        }
        weekend = weekend.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(weekend));
        years = Collections.unmodifiableMap(new TreeMap<>(years));
        years.forEach((year, special) -> {
            for (var days : List.of(special.holidays(), special.makeUpWorkdays())) {
                days.keySet().stream()
                        .filter(day -> day.getYear() != year.getValue())
                        .findFirst()
                        .ifPresent(day -> {
                            throw new IllegalArgumentException(day + " is not in " + year);
                        });
            }
        });
    }

    /** Whether what is announced for the year is known. */
    public boolean covers(Year year) {
        return years.containsKey(year);
    }

    public boolean isWorkingDay(LocalDate day) {
        var special = years.get(Year.of(day.getYear()));
        if (special != null) {
            if (special.holidays().containsKey(day)) {
                return false;
            }
            if (special.makeUpWorkdays().containsKey(day)) {
                return true;
            }
        }
        return !weekend.contains(day.getDayOfWeek());
    }

    /** This calendar with another year, or with a year announced anew. Deadlines are then derived again. */
    public WorkingCalendar with(Year year, SpecialDays announced) {
        var all = new HashMap<>(years);
        all.put(year, announced);
        return new WorkingCalendar(name, weekend, all);
    }

    /** This calendar as it was before the year was announced. */
    public WorkingCalendar without(Year year) {
        var all = new HashMap<>(years);
        all.remove(year);
        return new WorkingCalendar(name, weekend, all);
    }
}
