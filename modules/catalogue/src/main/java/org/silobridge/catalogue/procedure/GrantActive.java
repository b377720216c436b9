package org.silobridge.catalogue.procedure;

import java.time.Instant;
import org.silobridge.model.GrantState;

/** In force: Kafka enforces it. */
public record GrantActive(GrantTerms terms, Instant activeAt) implements Suspendable {

    @Override
    public GrantActive with(GrantTerms changed) {
        return new GrantActive(changed, activeAt);
    }

    @Override
    public GrantState state() {
        return GrantState.ACTIVE;
    }
}
