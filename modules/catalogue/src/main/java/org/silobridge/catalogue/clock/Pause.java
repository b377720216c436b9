package org.silobridge.catalogue.clock;

import java.time.Instant;

/** A time in which a clock stood still. */
public record Pause(Instant from, Instant until) {
    public Pause {
        if (until.isBefore(from)) {
            throw new IllegalArgumentException("a pause from " + from + " to " + until);
        }
    }
}
