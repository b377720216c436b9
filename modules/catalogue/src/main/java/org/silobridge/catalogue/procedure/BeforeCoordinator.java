package org.silobridge.catalogue.procedure;

import java.time.Instant;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.clock.Countdown;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Role;

/** They did not agree: the coordinating authority decides, for good. What the law does not share it cannot order either. */
public record BeforeCoordinator(Ask ask, Decision refusal, String grounds, Countdown clock) implements OpenRequest {

    public Outcome<RequestRefused> uphold(Actor by, String reason, Instant at) {
        return Who.judge(by, ask)
                .flatMap(may -> Who.says(reason))
                .map(text -> new RequestRefused(
                        ask,
                        new Decision(by.id(), null, at, Reason.of("catalogue.procedure.upheld", "reason", text)),
                        true));
    }

    /** The owner has to share. An order says why, in full as in part. */
    public Outcome<RequestApproved> order(Actor by, Approval approval, Instant at) {
        var forbidden = RequestLife.forbidden(ask, approval);
        return Who.judge(by, ask)
                .flatMap(may -> Who.says(approval.reason()))
                .flatMap(text -> forbidden.isPresent()
                        ? Outcome.<Approval>refused(Kind.NOT_ALLOWED, RequestLife.notShared(forbidden.get()))
                        : approval.within(ask))
                .map(given -> new RequestApproved(
                        ask,
                        given,
                        new Decision(
                                by.id(),
                                null,
                                at,
                                Reason.of("catalogue.procedure.ordered", "reason", given.reason()))));
    }

    @Override
    public Stage stage() {
        return Stage.BEFORE_COORDINATOR;
    }

    @Override
    public Role actsNext() {
        return Role.COORDINATOR;
    }
}
