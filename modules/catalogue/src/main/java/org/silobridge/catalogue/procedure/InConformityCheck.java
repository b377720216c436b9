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

/** The authority that runs the exchange looks whether the request is complete and well founded. */
public record InConformityCheck(Ask ask, Countdown clock, boolean supplemented) implements ConformityOrSteward {

    /** It is: the owner's clock starts. */
    public Outcome<WithSteward> pass(Actor by, Instant at, Deadlines deadlines) {
        return mayAct(by).map(may -> new WithSteward(ask, deadlines.start(Step.ANSWER, at), false));
    }

    /** It is, and the law of the matter, which has to be named, wants the answer by then: not the exchange's profile. */
    public Outcome<WithSteward> pass(Actor by, Instant answerBy, String basis, Instant at, Deadlines deadlines) {
        return pass(by, at, deadlines).flatMap(passed -> Who.says(basis)
                .flatMap(text -> answerBy.isAfter(at)
                        ? Outcome.ok(new WithSteward(ask, passed.clock().until(answerBy), false))
                        : Outcome.refused(
                                Kind.INVALID,
                                Reason.of("catalogue.procedure.answer-by-is-past", "answerBy", answerBy))));
    }

    /** It is not. */
    public Outcome<RequestRefused> fail(Actor by, String reason, Instant at) {
        return mayAct(by)
                .flatMap(may -> Who.says(reason))
                .map(text -> new RequestRefused(
                        ask,
                        new Decision(by.id(), null, at, Reason.of("catalogue.procedure.not-conform", "reason", text)),
                        false));
    }

    @Override
    public Outcome<Ask> mayAct(Actor by) {
        return Who.coordinator(by, ask);
    }

    @Override
    public InConformityCheck supplemented(Countdown clock) {
        return new InConformityCheck(ask, clock, true);
    }

    @Override
    public Stage stage() {
        return Stage.IN_CONFORMITY_CHECK;
    }

    @Override
    public Role actsNext() {
        return Role.COORDINATOR;
    }
}
