package org.silobridge.catalogue.procedure;

import java.time.Instant;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.clock.Colour;
import org.silobridge.catalogue.clock.Countdown;
import org.silobridge.model.Outcome;
import org.silobridge.model.Role;

/** A request that somebody has to act on. */
public sealed interface OpenRequest extends RequestLife
        permits ConformityOrSteward, AwaitingSecondPerson, InNegotiation, BeforeCoordinator, SupplementAsked {

    /** What runs now, against whoever has to act. */
    Countdown clock();

    /** Who has to act. */
    Role actsNext();

    /** Who is told when the clock turns this colour. */
    default Role told(Colour colour) {
        return colour == Colour.RED ? Role.SUPERVISOR : actsNext();
    }

    /** The department that asked takes it back. */
    default Outcome<RequestWithdrawn> withdraw(Actor by, Instant at) {
        return Who.applicant(by, ask()).map(may -> new RequestWithdrawn(ask(), by.id(), at));
    }
}
