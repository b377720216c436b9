package org.silobridge.catalogue.procedure;

import java.time.Instant;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.model.GrantState;
import org.silobridge.model.Outcome;

/** In force: Kafka enforces it. */
public record GrantActive(GrantTerms terms, Instant activeAt) implements LiveGrant {

    /** The owner's steward holds it back for a time, with a reason. */
    public Outcome<GrantSuspended> suspend(Actor by, String reason, Instant at) {
        return GrantSuspended.decided(terms, by, reason, at);
    }

    @Override
    public GrantActive with(GrantTerms changed) {
        return new GrantActive(changed, activeAt);
    }

    @Override
    public GrantState state() {
        return GrantState.ACTIVE;
    }
}
