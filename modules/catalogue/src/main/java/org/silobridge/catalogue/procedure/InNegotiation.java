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

/**
 * Applicant and owner talk about a refusal. They agree by the steward approving, or do not.
 *
 * @param refusal what was appealed against
 */
public record InNegotiation(Ask ask, Decision refusal, String grounds, Countdown clock)
        implements OpenRequest, Approvable {

    /** One of the two says that they do not agree. */
    public Outcome<BeforeCoordinator> fail(Actor by, Instant at, Deadlines deadlines) {
        return Who.applicant(by, ask) instanceof Outcome.Ok<Ask>
                ? Outcome.ok(escalated(at, deadlines))
                : Who.steward(by, ask).map(may -> escalated(at, deadlines));
    }

    /** The time to agree is over. */
    public Outcome<BeforeCoordinator> timeOver(Instant at, Deadlines deadlines) {
        return deadlines.isInTime(clock, at)
                ? Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.procedure.not-due-yet"))
                : Outcome.ok(escalated(at, deadlines));
    }

    private BeforeCoordinator escalated(Instant at, Deadlines deadlines) {
        return new BeforeCoordinator(ask, refusal, grounds, deadlines.start(Step.COORDINATION, at));
    }

    @Override
    public Stage stage() {
        return Stage.IN_NEGOTIATION;
    }

    @Override
    public Role actsNext() {
        return Role.STEWARD;
    }
}
