package org.silobridge.catalogue.clock;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One clock of the law, for one step of one matter. It knows what happened to it and nothing of calendars: with those it
 * is asked for its {@link Schedule}, again whenever another year is announced.
 *
 * @param days working days in all, the extension included
 * @param pausedSince null while it runs
 * @param dueAt its end, where that is set elsewhere: the days and pauses do not move it; null: it follows from them
 */
public record Countdown(
        Step step,
        Instant receivedAt,
        int days,
        boolean extended,
        List<Pause> pauses,
        @Nullable Instant pausedSince,
        @Nullable Instant dueAt) {

    public Countdown {
        pauses = List.copyOf(pauses);
    }

    /** A clock that starts on what was received then. */
    public static Countdown started(Step step, Limit limit, Instant receivedAt) {
        return started(step, limit.days(), receivedAt);
    }

    /** A clock of so many working days that starts on what was received then. */
    public static Countdown started(Step step, int days, Instant receivedAt) {
        return new Countdown(step, receivedAt, days, false, List.of(), null, null);
    }

    /** The same clock, which ends then: another law than the profile's says so. */
    public Countdown until(Instant due) {
        return new Countdown(step, receivedAt, days, extended, pauses, pausedSince, due);
    }

    public boolean isRunning() {
        return pausedSince == null;
    }

    /** The clock, stopped. @throws IllegalStateException if it stands still already */
    public Countdown paused(Instant at) {
        if (!isRunning()) {
            throw new IllegalStateException("stands still since " + pausedSince);
        }
        return new Countdown(step, receivedAt, days, extended, pauses, at, dueAt);
    }

    /** The clock, running again. @throws IllegalStateException if it runs */
    public Countdown resumed(Instant at) {
        if (pausedSince == null) {
            throw new IllegalStateException("it runs");
        }
        var all = new ArrayList<>(pauses);
        all.add(new Pause(pausedSince, at));
        return new Countdown(step, receivedAt, days, extended, all, null, dueAt);
    }

    /** The clock with more days, once. @throws IllegalStateException if it was extended before */
    public Countdown extended(int more) {
        if (extended) {
            throw new IllegalStateException("extended already");
        }
        return new Countdown(step, receivedAt, days + more, true, pauses, pausedSince, dueAt);
    }

    /** Its moments; empty while it stands still, for then nothing is due. */
    public Optional<Schedule> schedule(WorkingTime time) {
        if (!isRunning()) {
            return Optional.empty();
        }
        return Optional.of(dueAt == null ? time.schedule(receivedAt, days, pauses) : time.schedule(receivedAt, dueAt));
    }
}
