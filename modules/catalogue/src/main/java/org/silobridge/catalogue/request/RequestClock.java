package org.silobridge.catalogue.request;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.silobridge.catalogue.clock.Colour;
import org.silobridge.catalogue.clock.Countdown;
import org.silobridge.catalogue.clock.Deadlines;
import org.silobridge.catalogue.clock.Pause;
import org.silobridge.catalogue.clock.Schedule;
import org.silobridge.catalogue.clock.Step;
import org.silobridge.catalogue.clock.Warning;
import org.silobridge.catalogue.procedure.Ask;
import org.silobridge.catalogue.procedure.OpenRequest;
import org.silobridge.catalogue.procedure.SupplementAsked;
import org.silobridge.catalogue.procedure.WithSteward;
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
     * @param waitsFor whose time it is: the steward's, or the applicant's who was asked for a supplement
     */
    public record Due(Role waitsFor, Schedule schedule, Colour colour) {}

    /** Empty where nobody has to act any more. */
    public Optional<Due> due(AccessRequest request) {
        if (request.state() != RequestState.PENDING) {
            return Optional.empty();
        }
        boolean applicants = request.waitsForApplicant();
        var schedule = moments(applicants ? supplement(request) : answer(request));
        return Optional.of(new Due(applicants ? Role.APPLICANT : Role.STEWARD, schedule, schedule.at(clock.instant())));
    }

    /**
     * The steward's clock, which the request is under, or was until it was decided. While it stands still for a
     * supplement, as if that came in now.
     */
    public Schedule answerBy(AccessRequest request) {
        var answer = answer(request);
        return moments(answer.isRunning() ? answer : answer.resumed(clock.instant()));
    }

    /** When the steward's clock stood still. */
    public List<Pause> pauses(AccessRequest request) {
        return answer(request).pauses();
    }

    /** The pending request as the law sees it, and what may happen to it. */
    OpenRequest open(AccessRequest request, Ask ask) {
        var supplement = request.supplement();
        var steward = new WithSteward(ask, answer(request), supplement != null);
        return supplement == null || supplement.supplied() != null
                ? steward
                : new SupplementAsked(steward, supplement.by(), supplement.missing(), supplement(request));
    }

    Deadlines deadlines() {
        return deadlines;
    }

    /** The warnings whose moment has come. */
    List<Warning> warnings(AccessRequest request) {
        var now = clock.instant();
        return due(request)
                .map(due -> due.schedule().warnings(null).stream()
                        .filter(warning -> !warning.at().isAfter(now))
                        .toList())
                .orElse(List.of());
    }

    private Countdown answer(AccessRequest request) {
        var clock = deadlines.start(Step.ANSWER, request.filedAt());
        var extension = request.extension();
        if (extension != null) {
            clock = clock.extended(extension.days());
        }
        var supplement = request.supplement();
        if (supplement != null) {
            clock = clock.paused(supplement.at());
            var supplied = supplement.supplied();
            clock = supplied == null ? clock : clock.resumed(supplied.at());
        }
        return clock;
    }

    private Countdown supplement(AccessRequest request) {
        return deadlines.start(
                Step.SUPPLEMENT, Objects.requireNonNull(request.supplement()).at());
    }

    private Schedule moments(Countdown running) {
        return running.schedule(deadlines.time()).orElseThrow();
    }
}
