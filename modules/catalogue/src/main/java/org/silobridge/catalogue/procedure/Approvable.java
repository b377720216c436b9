package org.silobridge.catalogue.procedure;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.clock.Countdown;
import org.silobridge.model.ActorId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;

/** A request that the owner's steward may approve: at first, or in a negotiation after a refusal. */
public sealed interface Approvable permits WithSteward, InNegotiation {

    Ask ask();

    Countdown clock();

    /** The steward approves. Where the contract wants four eyes, a second person has to say so too. */
    default Outcome<RequestLife> approve(Actor by, Approval approval, Instant at) {
        return Who.steward(by, ask())
                .flatMap(may -> granted(approval))
                .map(given -> ask().fourEyes()
                        ? new AwaitingSecondPerson(this, by.id(), given)
                        : approved(given, by.id(), null, at));
    }

    /** An approval that may be given. */
    default Outcome<Approval> granted(Approval approval) {
        var forbidden = RequestLife.forbidden(ask(), approval);
        return forbidden.isPresent()
                ? Outcome.refused(Kind.NOT_ALLOWED, RequestLife.notShared(forbidden.get()))
                : approval.within(ask());
    }

    /** The request, approved. */
    default RequestApproved approved(Approval approval, ActorId by, @Nullable ActorId second, Instant at) {
        var code = approval.isPartial(ask())
                ? "catalogue.procedure.approved-in-part"
                : approval.reason().isBlank() ? "catalogue.request.approved" : "catalogue.request.approved-because";
        var reason = approval.reason().isBlank() ? Reason.of(code) : Reason.of(code, "reason", approval.reason());
        return new RequestApproved(ask(), approval, new Decision(by, second, at, reason));
    }
}
