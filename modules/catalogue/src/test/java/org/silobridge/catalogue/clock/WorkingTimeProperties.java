package org.silobridge.catalogue.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Year;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.silobridge.catalogue.clock.WorkingCalendar.SpecialDays;
import org.silobridge.model.LocalisedText;

/** The clock against a clerk who goes through the days one by one and crosses them off in a book. */
class WorkingTimeProperties {
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final LocalTime FIVE = LocalTime.of(17, 0);
    private static final Instant START = Instant.parse("2024-12-01T00:00:00Z");

    @Provide
    Arbitrary<WorkingCalendar> calendars() {
        var day = Arbitraries.integers().between(0, 729).map(n -> LocalDate.of(2025, 1, 1)
                .plusDays(n));
        return Combinators.combine(day.set().ofMaxSize(120), day.set().ofMaxSize(60))
                .as(WorkingTimeProperties::calendar);
    }

    @Provide
    Arbitrary<Instant> moments() {
        return Arbitraries.longs().between(0, 300L * 24 * 60).map(minutes -> START.plus(Duration.ofMinutes(minutes)));
    }

    /** Lengths in minutes of running and standing still, by turns. */
    @Provide
    Arbitrary<List<Integer>> turns() {
        return Arbitraries.integers().between(1, 20 * 24 * 60).list().ofMaxSize(6);
    }

    @Property(tries = 500)
    void agreesWithTheClerk(
            @ForAll("calendars") WorkingCalendar calendar,
            @ForAll("moments") Instant received,
            @ForAll("turns") List<Integer> turns,
            @ForAll @IntRange(min = 1, max = 40) int days) {
        var pauses = pauses(received, turns);

        var schedule = new WorkingTime(calendar, ZONE, FIVE).schedule(received, days, pauses);

        var clerk = new Clerk(calendar, received, pauses);
        assertThat(schedule.redAt()).isEqualTo(clerk.momentWith(days, days));
        assertThat(schedule.orangeAt()).isEqualTo(clerk.orange(days));
    }

    @Property(tries = 200)
    void anEndSetElsewhereAtTheCloseOfAWorkingDayIsTheSameClock(
            @ForAll("calendars") WorkingCalendar calendar,
            @ForAll("moments") Instant received,
            @ForAll @IntRange(min = 1, max = 40) int days) {
        var time = new WorkingTime(calendar, ZONE, FIVE);

        var schedule = time.schedule(received, days, List.of());

        assertThat(time.schedule(received, schedule.redAt())).isEqualTo(schedule);
        assertThat(time.used(received, schedule.redAt(), List.of())).isEqualTo(days);
    }

    @Property(tries = 200)
    void whatHappensLaterTakesBackNoDayThatHadCounted(
            @ForAll("calendars") WorkingCalendar calendar,
            @ForAll("moments") Instant received,
            @ForAll("turns") List<Integer> turns,
            @ForAll @IntRange(min = 1, max = 40) int days) {
        var time = new WorkingTime(calendar, ZONE, FIVE);
        var pauses = pauses(received, turns);
        for (int n = 1; n <= pauses.size(); n++) {
            var before = time.schedule(received, days, pauses.subList(0, n - 1));
            var after = time.schedule(received, days, pauses.subList(0, n));
            if (pauses.get(n - 1).from().isAfter(before.redAt())) {
                assertThat(after).isEqualTo(before);
            } else {
                assertThat(after.redAt()).isAfterOrEqualTo(before.redAt());
            }
            if (pauses.get(n - 1).from().isAfter(before.orangeAt())) {
                assertThat(after.orangeAt()).isEqualTo(before.orangeAt());
            }
        }
    }

    @Property(tries = 200)
    void moreTimeNeverMakesAnythingDueEarlier(
            @ForAll("calendars") WorkingCalendar calendar,
            @ForAll("moments") Instant received,
            @ForAll @IntRange(min = 1, max = 40) int days,
            @ForAll @IntRange(min = 1, max = 10) int more) {
        var time = new WorkingTime(calendar, ZONE, FIVE);
        var limit = new Limit(days, more, new LocalisedText("law", "法"), true);
        var clock = Countdown.started(Step.ANSWER, limit, received);

        var before = clock.schedule(time).orElseThrow();
        var after = clock.extended(more).schedule(time).orElseThrow();

        assertThat(after.redAt()).isAfter(before.redAt());
        assertThat(after.orangeAt()).isAfterOrEqualTo(before.orangeAt());
    }

    private static WorkingCalendar calendar(Set<LocalDate> free, Set<LocalDate> worked) {
        var years = new HashMap<Year, SpecialDays>();
        for (int year : List.of(2025, 2026)) {
            years.put(Year.of(year), new SpecialDays(of(year, free, Set.of()), of(year, worked, free)));
        }
        return new WorkingCalendar("any", EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY), years);
    }

    private static Map<LocalDate, String> of(int year, Set<LocalDate> days, Set<LocalDate> but) {
        return days.stream()
                .filter(day -> day.getYear() == year && !but.contains(day))
                .collect(Collectors.toMap(day -> day, day -> "so it was drawn"));
    }

    private static List<Pause> pauses(Instant received, List<Integer> turns) {
        var pauses = new ArrayList<Pause>();
        var at = received;
        for (int i = 0; i + 1 < turns.size(); i += 2) {
            var from = at.plus(Duration.ofMinutes(turns.get(i)));
            at = from.plus(Duration.ofMinutes(turns.get(i + 1)));
            pauses.add(new Pause(from, at));
        }
        return pauses;
    }

    /** Sits at the counter at each close and crosses the day off if the clock runs, and did not just start again. */
    private record Clerk(WorkingCalendar calendar, Instant received, List<Pause> pauses) {

        Instant orange(int days) {
            if (days == 1) {
                return momentWith(1, 1).minus(Duration.ofHours(5));
            }
            int crossed = 0;
            while (true) {
                crossed++;
                int left = days - crossed;
                if (left <= 1 || left * 5 <= days) {
                    return momentWith(crossed, days);
                }
            }
        }

        Instant momentWith(int crossed, int days) {
            int book = 0;
            var day = received.atZone(ZONE).toLocalDate();
            while (true) {
                day = day.plusDays(1);
                var close = day.atTime(17, 0).atZone(ZONE).toInstant();
                if (!isWorked(day) || standsStillAt(close) || startedAgainOn(day, close)) {
                    continue;
                }
                book++;
                if (book == crossed) {
                    return close;
                }
                assertThat(book).isLessThan(days);
            }
        }

        private boolean isWorked(LocalDate day) {
            var special = calendar.years().get(Year.of(day.getYear()));
            if (special != null && special.holidays().containsKey(day)) {
                return false;
            }
            return (special != null && special.makeUpWorkdays().containsKey(day))
                    || day.getDayOfWeek().getValue() <= 5;
        }

        private boolean standsStillAt(Instant close) {
            for (var pause : pauses) {
                if (!close.isBefore(pause.from()) && close.isBefore(pause.until())) {
                    return true;
                }
            }
            return false;
        }

        private boolean startedAgainOn(LocalDate day, Instant close) {
            for (var pause : pauses) {
                if (pause.until().atZone(ZONE).toLocalDate().equals(day)
                        && !pause.from().isAfter(close)) {
                    return true;
                }
            }
            return false;
        }
    }
}
