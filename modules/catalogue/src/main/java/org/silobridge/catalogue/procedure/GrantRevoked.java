package org.silobridge.catalogue.procedure;

import java.time.Instant;
import org.silobridge.model.ActorId;
import org.silobridge.model.GrantState;
import org.silobridge.model.Reason;

/** Ended by a decision. */
public record GrantRevoked(GrantTerms terms, ActorId by, Instant at, Reason reason) implements GrantLife {
    @Override
    public GrantState state() {
        return GrantState.REVOKED;
    }
}
