package org.silobridge.catalogue.clock;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The moments of one clock. Who acts at {@code redAt} itself acts in time: red is told to whoever has not acted by then.
 *
 * @param provisional whether a year lies in it whose holidays are not known: to be derived again when they are
 */
public record Schedule(Instant orangeAt, Instant redAt, boolean provisional) {
    public Schedule {
        if (orangeAt.isAfter(redAt)) {
            throw new IllegalArgumentException("orange (" + orangeAt + ") after red (" + redAt + ")");
        }
    }

    public Colour at(Instant now) {
        if (!now.isBefore(redAt)) {
            return Colour.RED;
        }
        return now.isBefore(orangeAt) ? Colour.GREEN : Colour.ORANGE;
    }

    /** The warnings that are given to whom acts then, or not at all: each once, and none at a moment of acting or after it. */
    public List<Warning> warnings(@Nullable Instant done) {
        return Stream.of(new Warning(Colour.ORANGE, orangeAt), new Warning(Colour.RED, redAt))
                .filter(warning -> done == null || done.isAfter(warning.at()))
                .toList();
    }

    /** Whether what was done then was done in time. */
    public boolean isInTime(Instant done) {
        return !done.isAfter(redAt);
    }
}
