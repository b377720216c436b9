package org.silobridge.bench.enforcement;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.silobridge.bench.enforcement.Seat.Decided;

/**
 * One right, given and ended.
 *
 * @param approved the decision that gave it
 * @param first when its client had a first record
 * @param ended the decision that ended it
 * @param last the last record that its client had
 * @param end the offset that the next record had when its client was watched no longer
 * @param refused when its client was first told; empty if it never was while it was watched
 */
public record Run(
        Kind kind,
        Way way,
        int number,
        Decided approved,
        Instant first,
        Decided ended,
        Last last,
        long end,
        Optional<Instant> refused) {

    /**
     * The last record that a client had.
     *
     * @param at when it had it
     * @param sent when it was handed to the producer, to the millisecond
     */
    public record Last(Instant at, Instant sent, long offset) {}

    Duration approvalToFirst() {
        return Duration.between(approved.at(), first);
    }

    /**
     * From the decision until nothing could be read any more. That is when the last record came in, and for a client that
     * was idle when it was refused, if that came later: it had no record, but would have had one published before.
     */
    Duration revocationToLast() {
        var lastly = last.at();
        if (kind == Kind.IDLE && refused.isPresent() && refused.get().isAfter(lastly)) {
            lastly = refused.get();
        }
        return notNegative(Duration.between(ended.at(), lastly));
    }

    /** From the decision until the last record that could be read was sent; zero if that was before the decision. */
    Duration revocationToLastSent() {
        return notNegative(Duration.between(ended.at(), last.sent()));
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
