package org.silobridge.catalogue.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkingTimeTest {
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final WorkingCalendar CHINA = CalendarFile.brought(CalendarFile.DEFAULT);
    private static final WorkingTime TIME = new WorkingTime(CHINA, ZONE, LocalTime.of(17, 0));

    @Test
    void knowsHolidaysAndMakeUpDays() {
        assertThat(CHINA.isWorkingDay(LocalDate.of(2025, 10, 8)))
                .as("a holiday on a Wednesday")
                .isFalse();
        assertThat(CHINA.isWorkingDay(LocalDate.of(2025, 10, 11)))
                .as("a make-up Saturday")
                .isTrue();
        assertThat(CHINA.isWorkingDay(LocalDate.of(2025, 10, 12)))
                .as("a Sunday")
                .isFalse();
        assertThat(CHINA.isWorkingDay(LocalDate.of(2025, 9, 28)))
                .as("a make-up Sunday")
                .isTrue();
        assertThat(CHINA.years().keySet()).containsExactly(Year.of(2023), Year.of(2024), Year.of(2025), Year.of(2026));
    }

    @Test
    void doesNotCountTheDayOfReceiptAndEndsAtTheCloseOfTheLastDay() {
        var schedule = TIME.schedule(at("2025-06-09T08:00"), 10, List.of());

        assertThat(schedule).isEqualTo(new Schedule(at("2025-06-19T17:00"), at("2025-06-23T17:00"), false));
    }

    @Test
    void leavesAHolidayWeekOutAndCountsTheSaturdayThatMakesUpForIt() {
        // 29 and 30 September, 9 and 10 October, Saturday the 11th; then the 13th to the 17th
        var schedule = TIME.schedule(at("2025-09-28T10:00"), 10, List.of());

        assertThat(schedule.redAt()).isEqualTo(at("2025-10-17T17:00"));
        assertThat(schedule.orangeAt()).isEqualTo(at("2025-10-15T17:00"));
    }

    @Test
    void aClockOfOneDayIsOrangeAtNoon() {
        assertThat(TIME.schedule(at("2025-06-13T23:59"), 1, List.of()))
                .isEqualTo(new Schedule(at("2025-06-16T12:00"), at("2025-06-16T17:00"), false));
    }

    @Test
    void aClockOfTwoDaysIsOrangeWithOneDayLeft() {
        assertThat(TIME.schedule(at("2025-06-16T09:00"), 2, List.of()).orangeAt())
                .isEqualTo(at("2025-06-17T17:00"));
    }

    @Test
    void theDayOnWhichAClockStopsAndTheOneOnWhichItGoesOnAreNotCounted() {
        // Received Monday; Tuesday counts; stopped Wednesday noon, on again Friday morning; then Monday, Tuesday
        var pause = new Pause(at("2025-06-11T12:00"), at("2025-06-13T09:00"));

        assertThat(TIME.schedule(at("2025-06-09T08:00"), 3, List.of(pause)).redAt())
                .isEqualTo(at("2025-06-17T17:00"));
    }

    @Test
    void aDayThatHadClosedStaysCountedWhenTheClockStopsInTheEvening() {
        var evening = new Pause(at("2025-06-10T20:00"), at("2025-06-10T21:00"));

        assertThat(TIME.schedule(at("2025-06-09T08:00"), 2, List.of(evening)).redAt())
                .isEqualTo(at("2025-06-11T17:00"));
    }

    @Test
    void aDeadlineThatRunsIntoAYearWithoutACalendarIsProvisionalUntilOneIsThere() {
        var before = new WorkingTime(CHINA.without(Year.of(2026)), ZONE, LocalTime.of(17, 0));

        var provisional = before.schedule(at("2025-12-26T10:00"), 10, List.of());
        var derivedAgain = TIME.schedule(at("2025-12-26T10:00"), 10, List.of());

        // Without the notice, the first two days of January and Sunday the 4th count as any other Thursday, Friday,
        // Sunday
        assertThat(provisional).isEqualTo(new Schedule(at("2026-01-07T17:00"), at("2026-01-09T17:00"), true));
        assertThat(derivedAgain).isEqualTo(new Schedule(at("2026-01-08T17:00"), at("2026-01-12T17:00"), false));
    }

    @Test
    void aClockWhoseEndLeavesNoWorkingDayIsOrangeFromTheStart() {
        assertThat(TIME.schedule(at("2025-06-13T16:00"), at("2025-06-15T12:00")))
                .isEqualTo(new Schedule(at("2025-06-13T16:00"), at("2025-06-15T12:00"), false));
    }

    @Test
    void turnsOrangeAndRedAtTheMomentItself() {
        var schedule = TIME.schedule(at("2025-06-09T08:00"), 10, List.of());

        assertThat(schedule.at(at("2025-06-19T16:59"))).isEqualTo(Colour.GREEN);
        assertThat(schedule.at(at("2025-06-19T17:00"))).isEqualTo(Colour.ORANGE);
        assertThat(schedule.at(at("2025-06-23T16:59"))).isEqualTo(Colour.ORANGE);
        assertThat(schedule.at(at("2025-06-23T17:00"))).isEqualTo(Colour.RED);
        assertThat(schedule.isInTime(at("2025-06-23T17:00"))).isTrue();
    }

    @Test
    void aClockThatStandsStillHasNoMoments() {
        var profile = ClockProfileFile.brought(ClockProfileFile.DEFAULT);
        var clock = Countdown.started(Step.ANSWER, profile.required(Step.ANSWER), at("2025-06-09T08:00"));

        var stopped = clock.paused(at("2025-06-10T09:00"));

        assertThat(stopped.schedule(TIME)).isEmpty();
        assertThat(stopped.resumed(at("2025-06-12T09:00"))
                        .schedule(TIME)
                        .orElseThrow()
                        .redAt())
                .as("the 10th, 11th and 12th do not count")
                .isEqualTo(at("2025-06-26T17:00"));
    }

    private static Instant at(String local) {
        return LocalDateTime.parse(local).atZone(ZONE).toInstant();
    }
}
