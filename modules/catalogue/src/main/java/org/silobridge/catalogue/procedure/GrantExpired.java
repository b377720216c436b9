package org.silobridge.catalogue.procedure;

import java.time.Duration;
import java.time.Instant;
import org.silobridge.model.GrantState;
import org.silobridge.model.Reason;

/**
 * Ended by itself: its date came, or nobody confirmed it.
 *
 * @param endedAt when the right ended in law
 * @param noticedAt when the service saw it, and could begin to enforce it
 */
public record GrantExpired(GrantTerms terms, Instant endedAt, Instant noticedAt, Reason reason) implements GrantLife {

    /** How long it went on being readable only because nobody was there to end it. */
    public Duration overrun() {
        return Duration.between(endedAt, noticedAt);
    }

    @Override
    public GrantState state() {
        return GrantState.EXPIRED;
    }
}
