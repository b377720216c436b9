package org.silobridge.catalogue.procedure;

import java.time.Instant;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.clock.Countdown;
import org.silobridge.catalogue.clock.Deadlines;
import org.silobridge.catalogue.clock.Step;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;

/**
 * Who looks at a request may ask the applicant for what is missing: each once, for everything at once (after Art. 32 of
 * the Administrative Licensing Law, from general knowledge), and only while there is time.
 */
public sealed interface ConformityOrSteward extends OpenRequest permits InConformityCheck, WithSteward {

    /** Whether the one supplement was asked for already. */
    boolean supplemented();

    /** The same stage with its clock stopped or going on, and the supplement used up. */
    ConformityOrSteward supplemented(Countdown clock);

    /** May this actor act at this stage? */
    Outcome<Ask> mayAct(Actor by);

    /** Asks the applicant for more; the clock stops. */
    default Outcome<SupplementAsked> askSupplement(Actor by, String what, Instant at, Deadlines deadlines) {
        return mayAct(by).flatMap(may -> Who.says(what)).flatMap(text -> {
            if (supplemented()) {
                return Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.procedure.supplement-asked-before"));
            }
            if (!deadlines.isInTime(clock(), at)) {
                return Outcome.refused(Kind.NOT_ALLOWED, Reason.of("catalogue.procedure.time-is-over"));
            }
            return Outcome.ok(new SupplementAsked(
                    supplemented(clock().paused(at)), by.id(), text, deadlines.start(Step.SUPPLEMENT, at)));
        });
    }
}
