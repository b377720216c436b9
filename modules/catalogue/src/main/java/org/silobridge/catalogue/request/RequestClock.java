package org.silobridge.catalogue.request;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.clock.Colour;
import org.silobridge.catalogue.clock.Countdown;
import org.silobridge.catalogue.clock.Deadlines;
import org.silobridge.catalogue.clock.Pause;
import org.silobridge.catalogue.clock.Schedule;
import org.silobridge.catalogue.clock.Warning;
import org.silobridge.catalogue.procedure.Ask;
import org.silobridge.catalogue.procedure.OpenRequest;
import org.silobridge.catalogue.procedure.Stage;
import org.silobridge.model.RequestState;
import org.silobridge.model.Role;

/**
 * By when somebody has to act on a pending request. Nothing of it is stored: it is derived from what happened to the request
 * each time that somebody asks, so that another profile or a year that is announced changes what was filed before too.
 */
public final class RequestClock {
    private final Deadlines deadlines;
    private final Clock clock;

    public RequestClock(Deadlines deadlines, Clock clock) {
        this.deadlines = deadlines;
        this.clock = clock;
    }

    /**
     * The moments of a clock, and how it looks now.
     *
     * @param stage where the request stands
     * @param waitsFor who has to act
     */
    public record Due(Stage stage, Role waitsFor, Schedule schedule, Colour colour) {
        /** Whether it goes on when the time is over, whoever does nothing. */
        boolean isMovedOnByTime() {
            return stage == Stage.SUPPLEMENT_ASKED || stage == Stage.IN_NEGOTIATION;
        }
    }

    /**
     * How long somebody had to answer, and when that was done.
     *
     * @param pauses when the clock stood still
     * @param at null: not yet
     */
    public record Answer(
            Instant receivedAt,
            Schedule schedule,
            List<Pause> pauses,
            @Nullable Instant at) {}

    /** The moment that all of it is said for. */
    public Instant now() {
        return clock.instant();
    }

    /** Empty where nobody has to act any more. */
    public Optional<Due> due(AccessRequest request) {
        if (request.state() != RequestState.PENDING) {
            return Optional.empty();
        }
        var course = course(request);
        var schedule = moments(course.clock());
        return Optional.of(new Due(course.stage(), course.waitsFor(), schedule, schedule.at(clock.instant())));
    }

    /**
     * The owner's answer, from when it was the owner's to give; empty where it never was, while the conformity check
     * lasts and where it failed, and where the owner ended before it gave one. While the clock stands still for a supplement, as if that came in now.
     */
    public Optional<Answer> answer(AccessRequest request) {
        var course = course(request);
        var decision = request.decision();
        var refusal = course.refusedBySteward();
        return refusal.isEmpty() && request.isRefusedByNobody()
                ? Optional.empty()
                : course.withSteward()
                        .map(steward ->
                                answer(steward, refusal.map(Act::at).orElse(decision == null ? null : decision.at())));
    }

    /** What coordinators had to do about a request: its conformity check, and their rulings on appeals against refusals. */
    public record OfCoordinators(List<Answer> checks, List<Answer> rulings) {}

    /** As for {@link #answer}, of what came to them then; without what ended before they had done it. */
    public OfCoordinators ofCoordinators(AccessRequest request, Predicate<Instant> received) {
        var course = course(request);
        return new OfCoordinators(
                answers(request, course, Stage.IN_CONFORMITY_CHECK, received),
                answers(request, course, Stage.BEFORE_COORDINATOR, received));
    }

    private List<Answer> answers(AccessRequest request, Course course, Stage stage, Predicate<Instant> received) {
        var answers = new ArrayList<Answer>();
        var decision = request.decision();
        var here = course.afterSupplement();
        if (request.closing() == null
                && here.stage() == stage
                && received.test(here.clock().receivedAt())) {
            answers.add(answer(here, decision == null ? null : decision.at()));
        }
        for (var later = course; later.before() != null; later = later.before()) {
            var done = later.before();
            var act = Objects.requireNonNull(later.act());
            boolean isDone = done.stage() == stage && later.stage() != Stage.SUPPLEMENT_ASKED && act.by() != null;
            if (isDone && received.test(done.clock().receivedAt())) {
                answers.add(answer(done, act.at()));
            }
        }
        return answers;
    }

    private Answer answer(Course at, @Nullable Instant done) {
        var running = at.clock().isRunning() ? at.clock() : at.clock().resumed(clock.instant());
        return new Answer(running.receivedAt(), moments(running), at.clock().pauses(), done);
    }

    /** The pending request as the law sees it, and what may happen to it. */
    OpenRequest open(AccessRequest request, Ask ask) {
        return course(request).life(ask);
    }

    Deadlines deadlines() {
        return deadlines;
    }

    /** The warnings whose moment is over: who acts at that moment itself is not warned. */
    List<Warning> warnings(AccessRequest request) {
        var now = clock.instant();
        return due(request).map(due -> due.schedule().warnings(now)).orElse(List.of());
    }

    /** Whether it waits for so long that who oversees the exchange hears of it. */
    boolean isEscalated(AccessRequest request) {
        var now = clock.instant();
        return due(request)
                .flatMap(this::escalatedAt)
                .filter(at -> at.isBefore(now))
                .isPresent();
    }

    /** What time itself moves on is never escalated. */
    private Optional<Instant> escalatedAt(Due due) {
        return due.isMovedOnByTime() ? Optional.empty() : deadlines.escalatedAt(due.schedule());
    }

    /** The next moment that something happens when it is over; of what time itself moves on, its end until it has. */
    Optional<Instant> next(AccessRequest request, Instant now) {
        return due(request).flatMap(due -> {
            var schedule = due.schedule();
            if (!due.isMovedOnByTime()) {
                return deadlines.next(schedule, now);
            }
            return Optional.of(schedule.orangeAt().isBefore(now) ? schedule.redAt() : schedule.orangeAt());
        });
    }

    /** Where the request stands. */
    Course course(AccessRequest request) {
        return Course.of(request, deadlines);
    }

    private Schedule moments(Countdown running) {
        return running.schedule(deadlines.time()).orElseThrow();
    }
}
