package org.silobridge.catalogue.procedure;

import java.time.Instant;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.clock.Colour;
import org.silobridge.catalogue.clock.Countdown;
import org.silobridge.catalogue.clock.Deadlines;
import org.silobridge.model.ActorId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Role;

/**
 * The applicant has to bring something. The clock of whoever asked stands still; another one runs against the applicant.
 *
 * @param before where the request stood, its clock stopped
 * @param what is missing
 */
public record SupplementAsked(ConformityOrSteward before, ActorId askedBy, String what, Countdown clock)
        implements OpenRequest {

    /** The applicant brings it; the first clock goes on. Late is better than never, as long as nobody closed the matter. */
    public Outcome<ConformityOrSteward> supply(Actor by, String text, Instant at) {
        return Who.applicant(by, ask())
                .flatMap(may -> Who.says(text))
                .map(said -> before.supplemented(before.clock().resumed(at)));
    }

    /** Nothing came in time: the matter is closed without a decision. A new request may be filed. */
    public Outcome<RequestLapsed> lapse(Instant at, Deadlines deadlines) {
        return deadlines.isInTime(clock, at)
                ? Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.procedure.not-due-yet"))
                : Outcome.ok(new RequestLapsed(ask(), at));
    }

    /** Always the applicant: it is their own time that is over, and no authority's. */
    @Override
    public Role told(Colour colour) {
        return Role.APPLICANT;
    }

    @Override
    public Ask ask() {
        return before.ask();
    }

    @Override
    public Stage stage() {
        return Stage.SUPPLEMENT_ASKED;
    }

    @Override
    public Role actsNext() {
        return Role.APPLICANT;
    }
}
