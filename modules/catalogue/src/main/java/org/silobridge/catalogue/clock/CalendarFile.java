package org.silobridge.catalogue.clock;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Year;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.silobridge.catalogue.clock.WorkingCalendar.SpecialDays;
import org.silobridge.contract.yaml.Document;
import org.silobridge.contract.yaml.Section;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;

/** Reads a working calendar: one YAML file of kind {@code Calendar}. */
public final class CalendarFile {
    /** The calendar of the People's Republic, which the product brings. */
    public static final String DEFAULT = "CN";

    private static final String KIND = "Calendar";

    private CalendarFile() {}

    public static Outcome<WorkingCalendar> read(Path file) {
        return Document.read(file, KIND, CalendarFile::shape);
    }

    /** One of the calendars that the product brings. */
    public static WorkingCalendar brought(String name) {
        return Document.read(name, Brought.text("calendars", name), KIND, CalendarFile::shape)
                .orThrow();
    }

    private static WorkingCalendar shape(Section root) {
        root.localised("title");
        root.text("source");
        root.text("licence");
        var name = root.text("name");
        var weekend = EnumSet.noneOf(DayOfWeek.class);
        weekend.addAll(root.list("weekend", CalendarFile::weekday));
        if (weekend.size() > 6) {
            root.reject("weekend", Reason.of("catalogue.clock.no-working-day"));
            weekend.clear();
        }
        var years = new TreeMap<Year, SpecialDays>();
        root.map("years", CalendarFile::year)
                .forEach((year, days) -> days.ifPresent(known -> years.put(Year.parse(year), known)));
        return new WorkingCalendar(name, weekend, years);
    }

    private static DayOfWeek weekday(Section.Item item) {
        var text = item.text();
        for (var day : DayOfWeek.values()) {
            if (day.name().toLowerCase(Locale.ROOT).equals(text)) {
                return day;
            }
        }
        item.reject(Reason.of("catalogue.clock.not-a-weekday"));
        return DayOfWeek.SUNDAY;
    }

    private static Optional<SpecialDays> year(String year, Section section) {
        var holidays = section.textMap("holidays");
        var makeUp = section.textMap("makeUpWorkdays");
        if (!year.matches("[0-9]{4}")) {
            section.reject(Reason.of("catalogue.clock.not-a-year", "year", year));
            return Optional.empty();
        }
        var free = days(year, holidays, section, "holidays");
        var worked = days(year, makeUp, section, "makeUpWorkdays");
        for (var day : worked.keySet()) {
            if (free.containsKey(day)) {
                section.reject("makeUpWorkdays", Reason.of("catalogue.clock.free-and-worked", "day", day));
                return Optional.empty();
            }
        }
        return Optional.of(new SpecialDays(free, worked));
    }

    private static Map<LocalDate, String> days(String year, Map<String, String> written, Section section, String key) {
        var days = new HashMap<LocalDate, String>();
        written.forEach((text, why) -> {
            try {
                var day = LocalDate.parse(text);
                if (day.getYear() == Integer.parseInt(year)) {
                    days.put(day, why);
                    return;
                }
            } catch (DateTimeException notADate) {
                // said below
            }
            section.reject(key, Reason.of("catalogue.clock.not-a-day-of-the-year", "day", text, "year", year));
        });
        return days;
    }
}
