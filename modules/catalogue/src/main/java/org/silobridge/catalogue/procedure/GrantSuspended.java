package org.silobridge.catalogue.procedure;

import java.time.Instant;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.model.ActorId;
import org.silobridge.model.GrantState;
import org.silobridge.model.Outcome;

/** Held back for a time. Its end and its recertification do not wait. */
public record GrantSuspended(GrantTerms terms, ActorId by, String reason, Instant since) implements LiveGrant {

    static Outcome<GrantSuspended> decided(GrantTerms terms, Actor by, String reason, Instant at) {
        return Who.ownersSteward(by, terms.owner())
                .flatMap(may -> Who.says(reason))
                .map(text -> new GrantSuspended(terms, by.id(), text, at));
    }

    /** It may go on, once it is applied again. */
    public Outcome<GrantApproved> resume(Actor by) {
        return Who.ownersSteward(by, terms.owner()).map(may -> new GrantApproved(terms));
    }

    @Override
    public GrantSuspended with(GrantTerms changed) {
        return new GrantSuspended(changed, by, reason, since);
    }

    @Override
    public GrantState state() {
        return GrantState.SUSPENDED;
    }
}
