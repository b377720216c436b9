package org.silobridge.catalogue.clock;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.stream.Stream;

/** A clock profile where it is in force: what a procedure needs to start and to read its clocks. */
public record Deadlines(ClockProfile profile, WorkingTime time) {

    public static Deadlines of(ClockProfile profile, WorkingCalendar calendar, ZoneId zone) {
        return new Deadlines(
                profile, new WorkingTime(calendar, zone, profile.closes().at()));
    }

    /** The clock of a step that the profile has a limit for. */
    public Countdown start(Step step, Instant receivedAt) {
        return Countdown.started(step, profile.required(step), receivedAt);
    }

    /** When who oversees the exchange hears of what was due then and is not done; empty where the law has no such step. */
    public Optional<Instant> escalatedAt(Schedule due) {
        return profile.limit(Step.ESCALATION).map(limit -> time.closingAfter(time.day(due.redAt()), limit.days()));
    }

    /** The next moment, not before {@code now}, that somebody is told of when it is over; empty where there is none. */
    public Optional<Instant> next(Schedule due, Instant now) {
        return Stream.concat(Stream.of(due.orangeAt(), due.redAt()), escalatedAt(due).stream())
                .filter(at -> !at.isBefore(now))
                .findFirst();
    }

    /** Whether a running clock has time left at {@code moment}, its last moment included. */
    public boolean isInTime(Countdown clock, Instant moment) {
        return clock.schedule(time).map(schedule -> schedule.isInTime(moment)).orElse(true);
    }
}
