package org.silobridge.catalogue.request;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.silobridge.catalogue.clock.Colour;
import org.silobridge.catalogue.clock.Countdown;
import org.silobridge.catalogue.clock.Deadlines;
import org.silobridge.catalogue.clock.Schedule;
import org.silobridge.catalogue.clock.Step;
import org.silobridge.catalogue.clock.Warning;
import org.silobridge.catalogue.procedure.Ask;
import org.silobridge.catalogue.procedure.WithSteward;
import org.silobridge.model.RequestState;

/**
 * By when a pending request has to be answered. Nothing of it is stored: it is derived from when the request was filed
 * each time that somebody asks, so that another profile or a year that is announced changes what was filed before too.
 */
public final class RequestClock {
    private final Deadlines deadlines;
    private final Clock clock;

    public RequestClock(Deadlines deadlines, Clock clock) {
        this.deadlines = deadlines;
        this.clock = clock;
    }

    /** The moments of a clock, and how it looks now. */
    public record Due(Schedule schedule, Colour colour) {}

    /** Empty where nobody has to answer any more. */
    public Optional<Due> due(AccessRequest request) {
        return schedule(request).map(schedule -> new Due(schedule, schedule.at(clock.instant())));
    }

    /** The clock that it is under, or was until it was decided. */
    public Schedule answerBy(AccessRequest request) {
        return countdown(request).schedule(deadlines.time()).orElseThrow();
    }

    /** The request as the law sees it, with its steward, and what may happen to it. */
    WithSteward withSteward(AccessRequest request, Ask ask) {
        return new WithSteward(ask, countdown(request), false);
    }

    Deadlines deadlines() {
        return deadlines;
    }

    private Countdown countdown(AccessRequest request) {
        var clock = deadlines.start(Step.ANSWER, request.filedAt());
        return request.extension() == null
                ? clock
                : clock.extended(request.extension().days());
    }

    /** The warnings whose moment has come. */
    List<Warning> warnings(AccessRequest request) {
        var now = clock.instant();
        return schedule(request)
                .map(schedule -> schedule.warnings(null).stream()
                        .filter(warning -> !warning.at().isAfter(now))
                        .toList())
                .orElse(List.of());
    }

    private Optional<Schedule> schedule(AccessRequest request) {
        return request.state() == RequestState.PENDING ? Optional.of(answerBy(request)) : Optional.empty();
    }
}
