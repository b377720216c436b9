package org.silobridge.catalogue.procedure;

import java.time.Instant;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.clock.Countdown;
import org.silobridge.catalogue.clock.Deadlines;
import org.silobridge.catalogue.clock.Step;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Role;

/** The owner's steward has to answer. */
public record WithSteward(Ask ask, Countdown clock, boolean supplemented) implements ConformityOrSteward, Approvable {

    /** A refusal says why, so that the applicant can act on it. */
    public Outcome<RequestRefused> refuse(Actor by, String reason, Instant at) {
        return mayAct(by)
                .flatMap(may -> Who.says(reason))
                .map(text -> new RequestRefused(
                        ask,
                        new Decision(by.id(), null, at, Reason.of("catalogue.request.refused-because", "reason", text)),
                        false));
    }

    /** More time, once, with a reason, while there is time, and where the profile gives any. */
    public Outcome<WithSteward> extend(Actor by, String reason, Instant at, Deadlines deadlines) {
        return mayAct(by).flatMap(may -> Who.says(reason)).flatMap(text -> {
            if (clock.dueAt() != null) {
                return Outcome.refused(Kind.NOT_ALLOWED, Reason.of("catalogue.procedure.deadline-is-set"));
            }
            int more = deadlines.profile().required(Step.ANSWER).extension();
            if (more == 0) {
                return Outcome.refused(
                        Kind.NOT_ALLOWED,
                        Reason.of(
                                "catalogue.procedure.no-extension",
                                "profile",
                                deadlines.profile().name()));
            }
            if (clock.extended()) {
                return Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.procedure.extended-before"));
            }
            if (!deadlines.isInTime(clock, at)) {
                return Outcome.refused(Kind.NOT_ALLOWED, Reason.of("catalogue.procedure.time-is-over"));
            }
            return Outcome.ok(new WithSteward(ask, clock.extended(more), supplemented));
        });
    }

    @Override
    public Outcome<Ask> mayAct(Actor by) {
        return Who.steward(by, ask);
    }

    @Override
    public WithSteward supplemented(Countdown clock) {
        return new WithSteward(ask, clock, true);
    }

    @Override
    public Stage stage() {
        return Stage.WITH_STEWARD;
    }

    @Override
    public Role actsNext() {
        return Role.STEWARD;
    }
}
