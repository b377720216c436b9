package org.silobridge.catalogue.procedure;

import java.time.Instant;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantState;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Role;

/**
 * Held back for a time. Its end and its recertification do not wait.
 *
 * @param office steward or coordinator: what a coordinator holds back no steward gives free
 */
public record GrantSuspended(GrantTerms terms, ActorId by, Role office, String reason, Instant since)
        implements LiveGrant {

    /** A coordinator makes a steward's suspension their own. */
    public Outcome<GrantSuspended> takeOver(Actor coordinator, String reason, Instant at) {
        return Who.says(reason).map(text -> new GrantSuspended(terms, coordinator.id(), Role.COORDINATOR, text, at));
    }

    /** It may go on, once it is applied again. */
    public Outcome<GrantApproved> resume(Actor by, Instant at) {
        return Who.mayHoldBack(by, terms.owner())
                .flatMap(as -> as == Role.STEWARD && office == Role.COORDINATOR && !by.holds(Role.COORDINATOR)
                        ? Outcome.refused(Kind.FORBIDDEN, Reason.of("catalogue.procedure.suspended-by-coordinator"))
                        : Who.notOf(by, terms.holder()))
                .flatMap(may -> terms.endsAt().isAfter(at)
                        ? Outcome.ok(new GrantApproved(terms))
                        : Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.procedure.ended")));
    }

    /** What is held back stays so, whoever holds it. */
    @Override
    public LiveGrant heldBy(DepartmentId successor) {
        return with(terms.heldBy(successor));
    }

    @Override
    public GrantSuspended with(GrantTerms changed) {
        return new GrantSuspended(changed, by, office, reason, since);
    }

    @Override
    public GrantState state() {
        return GrantState.SUSPENDED;
    }
}
