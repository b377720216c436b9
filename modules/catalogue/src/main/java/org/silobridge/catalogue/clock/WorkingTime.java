package org.silobridge.catalogue.clock;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Year;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * Working days where the exchange is: what turns a number of them into moments.
 *
 * <p>The day of receipt is not counted. A day counts once it closes, if the clock runs then and did not start to run
 * again on that very day: the day on which a supplement comes in is a day of receipt too. So a pause never takes back a
 * day that had counted, and whoever stops a clock and starts it again within a day gains that day.
 *
 * <p>Orange is when as many whole working days are left as a fifth of all, rounded down, and at least one: at the close
 * of the day before them. A clock of a single day has no such close, and is orange at noon.
 *
 * @param closesAt when a working day closes; after noon
 */
public record WorkingTime(WorkingCalendar calendar, ZoneId zone, LocalTime closesAt) {
    private static final int FIFTH = 5;

    /** The moments of a clock that runs for {@code days} working days. */
    public Schedule schedule(Instant receivedAt, int days, List<Pause> pauses) {
        var counted = new ArrayList<LocalDate>(days);
        var receivedOn = day(receivedAt);
        for (var day = receivedOn.plusDays(1); counted.size() < days; day = day.plusDays(1)) {
            if (counts(day, pauses)) {
                counted.add(day);
            }
        }
        var red = closing(counted.get(days - 1));
        return new Schedule(orange(receivedAt, counted), red, isProvisional(receivedOn, red));
    }

    /**
     * The moments of a clock whose end was set elsewhere, after it was received. Counted are the working days that close before it; where there
     * is none, the clock is orange from the start.
     */
    public Schedule schedule(Instant receivedAt, Instant dueAt) {
        var counted = new ArrayList<LocalDate>();
        var receivedOn = day(receivedAt);
        for (var day = receivedOn.plusDays(1); !closing(day).isAfter(dueAt); day = day.plusDays(1)) {
            if (calendar.isWorkingDay(day)) {
                counted.add(day);
            }
        }
        return new Schedule(orange(receivedAt, counted), dueAt, isProvisional(receivedOn, dueAt));
    }

    /** How many working days were used up to the day of {@code until}, that day included: 0 on the day of receipt. */
    public int used(Instant receivedAt, Instant until, List<Pause> pauses) {
        int used = 0;
        var last = day(until);
        for (var day = day(receivedAt).plusDays(1); !day.isAfter(last); day = day.plusDays(1)) {
            if (counts(day, pauses)) {
                used++;
            }
        }
        return used;
    }

    public LocalDate day(Instant moment) {
        return moment.atZone(zone).toLocalDate();
    }

    /** When offices close that day. */
    public Instant closing(LocalDate day) {
        return day.atTime(closesAt).atZone(zone).toInstant();
    }

    /** The close of that day, or of the next working day where it is none. */
    public Instant closingOnOrAfter(LocalDate day) {
        while (!calendar.isWorkingDay(day)) {
            day = day.plusDays(1);
        }
        return closing(day);
    }

    /** The close of the working day that lies {@code days} working days before {@code day}. */
    public Instant closingBefore(LocalDate day, int days) {
        for (int left = days; left > 0; ) {
            day = day.minusDays(1);
            if (calendar.isWorkingDay(day)) {
                left--;
            }
        }
        return closing(day);
    }

    /** The close of the working day that lies {@code days} working days after {@code day}. */
    public Instant closingAfter(LocalDate day, int days) {
        for (int left = days; left > 0; ) {
            day = day.plusDays(1);
            if (calendar.isWorkingDay(day)) {
                left--;
            }
        }
        return closing(day);
    }

    private boolean counts(LocalDate day, List<Pause> pauses) {
        var close = closing(day);
        return calendar.isWorkingDay(day)
                && pauses.stream()
                        .noneMatch(pause -> !pause.from().isAfter(close)
                                && !day(pause.until()).isBefore(day));
    }

    private Instant orange(Instant receivedAt, List<LocalDate> counted) {
        int left = Math.max(1, counted.size() / FIFTH);
        if (counted.size() > left) {
            return closing(counted.get(counted.size() - left - 1));
        }
        return counted.isEmpty()
                ? receivedAt
                : counted.get(0).atTime(LocalTime.NOON).atZone(zone).toInstant();
    }

    private boolean isProvisional(LocalDate from, Instant until) {
        int last = day(until).getYear();
        for (int year = from.getYear(); year <= last; year++) {
            if (!calendar.covers(Year.of(year))) {
                return true;
            }
        }
        return false;
    }
}
