package org.silobridge.catalogue.actor;

import java.time.Duration;
import java.time.Instant;
import org.silobridge.model.ActorId;

/**
 * Somebody who is logged in.
 *
 * @param lastSeenAt to the minute
 * @param idle it ends when nothing was asked by it for so long
 * @param endsAt at the latest
 */
public record Session(ActorId actor, Instant madeAt, Instant lastSeenAt, Duration idle, Instant endsAt) {

    /** Whether it opens anything at this time. */
    boolean holdsAt(Instant now) {
        return endsAt.isAfter(now) && lastSeenAt.plus(idle).isAfter(now);
    }
}
