package org.silobridge.catalogue.procedure;

import java.util.Optional;
import org.silobridge.catalogue.clock.Deadlines;
import org.silobridge.catalogue.clock.Step;
import org.silobridge.model.Reason;
import org.silobridge.model.Sharing;

/**
 * A request at one moment of its life. What may happen to it next are the methods of its type; each answers the request
 * as it is afterwards, or why that cannot be. Nothing here reads a clock or stores anything.
 *
 * <pre>
 * received ──unconditional──▶ approved by rule
 *     ├──────not shared─────▶ refused, citing the legal basis ─────────────────┐
 *     └──────conditional────▶ in conformity check ──fails──▶ refused ──────────┤ appeal
 *                                 │ passes     ▲▼ supplement asked ──▶ lapsed  │
 *                             with steward ────┘──refuses──▶ refused ──────────┤
 *                                 │ approves   (extends once)                  ▼
 *                             [awaiting second person]◀──agreed── in negotiation
 *                                 ▼                                  │ no agreement, or time over
 *                             approved ◀──orders── before coordinator ◀┘ ──upholds──▶ refused for good
 * </pre>
 *
 * A clock that is over changes nothing by itself: silence grants nothing and refuses nothing; the supervisor is told.
 */
public sealed interface RequestLife
        permits OpenRequest, RequestApproved, RequestRefused, RequestWithdrawn, RequestLapsed {

    Ask ask();

    Stage stage();

    /** Takes a request in: its strictest group decides the route. */
    static RequestLife received(Ask ask, Deadlines deadlines) {
        var strictest = ask.strictest();
        if (strictest.sharing() == Sharing.CONDITIONAL) {
            return deadlines.profile().limit(Step.CONFORMITY_CHECK).isPresent()
                    ? new InConformityCheck(ask, deadlines.start(Step.CONFORMITY_CHECK, ask.receivedAt()), false)
                    : new WithSteward(ask, deadlines.start(Step.ANSWER, ask.receivedAt()), false);
        }
        if (strictest.sharing() == Sharing.UNCONDITIONAL) {
            var reason = Reason.of("catalogue.request.granted-by-rule", "sharing", Sharing.UNCONDITIONAL);
            return new RequestApproved(
                    ask, Approval.inFull(ask, ""), new Decision(null, null, ask.receivedAt(), reason));
        }
        return new RequestRefused(ask, new Decision(null, null, ask.receivedAt(), notShared(strictest)), false);
    }

    /** The reason that a group which is not shared gives for itself. */
    static Reason notShared(Ask.Group group) {
        var basis = group.legalBasis().orElseThrow();
        return Reason.of(
                "catalogue.request.not-shared",
                "group",
                group.name(),
                "legalBasis",
                basis.en(),
                "legalBasisZh",
                basis.zh());
    }

    /** The first group among those to be given that may not be given at all. */
    static Optional<Ask.Group> forbidden(Ask ask, Approval approval) {
        return ask.groups().stream()
                .filter(group -> group.sharing() == Sharing.NOT_SHARED
                        && approval.groups().contains(group.name()))
                .findFirst();
    }
}
