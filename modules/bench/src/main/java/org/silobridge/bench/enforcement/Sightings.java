package org.silobridge.bench.enforcement;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one client saw. Safe for use by many threads. */
final class Sightings {

    /**
     * A record.
     *
     * @param at when the client had it
     * @param sent when it was handed to the producer, to the millisecond
     */
    record Sighting(Instant at, Instant sent, long offset) {}

    private @Nullable Sighting first;
    private @Nullable Sighting last;
    private @Nullable Instant refused;

    /** From now on, the next record is the first and the next refusal is one. */
    synchronized void begin() {
        first = null;
        refused = null;
    }

    synchronized void received(Instant at, Instant sent, long offset) {
        last = new Sighting(at, sent, offset);
        if (first == null) {
            first = last;
            notifyAll();
        }
    }

    /** Kafka told it that it may not. */
    synchronized void refused(Instant at) {
        if (refused == null) {
            refused = at;
            notifyAll();
        }
    }

    /** The last record of all, whenever that was. */
    synchronized Optional<Sighting> last() {
        return Optional.ofNullable(last);
    }

    synchronized Optional<Instant> refusedAt() {
        return Optional.ofNullable(refused);
    }

    /** Waits for a record. */
    Sighting awaitFirst(Duration atMost) throws InterruptedException {
        return await("a record", () -> first, atMost);
    }

    /** Waits for a refusal. */
    Instant awaitRefusal(Duration atMost) throws InterruptedException {
        return await("a refusal", () -> refused, atMost);
    }

    private synchronized <T> T await(String what, Supplier<@Nullable T> seen, Duration atMost)
            throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        var found = seen.get();
        while (found == null) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new IllegalStateException("no sight of " + what + " within " + atMost);
            }
            wait(Math.max(1, left / 1_000_000));
            found = seen.get();
        }
        return found;
    }
}
