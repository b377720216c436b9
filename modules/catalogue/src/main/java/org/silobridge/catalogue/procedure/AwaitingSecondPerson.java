package org.silobridge.catalogue.procedure;

import java.time.Instant;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.clock.Countdown;
import org.silobridge.model.ActorId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Role;

/**
 * One steward approves; another one has to say so too. The clock is the same one, and runs on.
 *
 * @param before where it goes back to if the second person objects
 */
public record AwaitingSecondPerson(Approvable before, ActorId first, Approval approval) implements OpenRequest {

    public Outcome<RequestApproved> confirm(Actor by, Instant at) {
        return second(by).map(may -> before.approved(approval, first, by.id(), at));
    }

    /** The second person objects: the request is where it was before the first one approved. */
    public Outcome<OpenRequest> object(Actor by, String reason) {
        return second(by).flatMap(may -> Who.says(reason)).map(text -> {
            if (before instanceof WithSteward steward) {
                return steward;
            }
            return (InNegotiation) before;
        });
    }

    private Outcome<Ask> second(Actor by) {
        return Who.steward(by, ask())
                .flatMap(may -> by.id().equals(first)
                        ? Outcome.refused(Kind.FORBIDDEN, Reason.of("catalogue.procedure.second-person"))
                        : Outcome.ok(may));
    }

    @Override
    public Ask ask() {
        return before.ask();
    }

    @Override
    public Countdown clock() {
        return before.clock();
    }

    @Override
    public Stage stage() {
        return Stage.AWAITING_SECOND_PERSON;
    }

    @Override
    public Role actsNext() {
        return Role.STEWARD;
    }
}
