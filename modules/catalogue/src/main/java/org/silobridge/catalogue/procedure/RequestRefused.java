package org.silobridge.catalogue.procedure;

import java.time.Instant;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.clock.Deadlines;
import org.silobridge.catalogue.clock.Step;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;

/**
 * It was refused, with a reason.
 *
 * @param isFinal whether the coordinating authority has spoken
 */
public record RequestRefused(Ask ask, Decision decision, boolean isFinal) implements RequestLife {

    /** The applicant still needs it: applicant and owner negotiate. No source sets a time to appeal in. */
    public Outcome<InNegotiation> appeal(Actor by, String grounds, Instant at, Deadlines deadlines) {
        return Who.applicant(by, ask)
                .flatMap(may -> Who.says(grounds))
                .flatMap(text -> isFinal
                        ? Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.procedure.final"))
                        : Outcome.ok(new InNegotiation(ask, decision, text, deadlines.start(Step.NEGOTIATION, at))));
    }

    @Override
    public Stage stage() {
        return Stage.REFUSED;
    }
}
