package org.silobridge.catalogue.scoreboard;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.clock.Pause;

/**
 * Something that had to be answered by a time.
 *
 * @param who whose answer it is: a department, or a team of one
 * @param answeredAt null: not yet
 */
public record Matter(
        String who,
        Instant receivedAt,
        Instant dueAt,
        List<Pause> pauses,
        @Nullable Instant answeredAt) {
    public Matter {
        pauses = List.copyOf(pauses);
    }
}
