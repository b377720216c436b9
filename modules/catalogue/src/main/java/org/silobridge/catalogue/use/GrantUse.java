package org.silobridge.catalogue.use;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a grant is used, as far as its department's groups report it to Kafka. Who reads without committing is not seen.
 *
 * @param seenAt of the last look
 * @param lastReadAt the look at which a place had moved; null: none has
 * @param behind how many offsets the group that got furthest is behind the end of the feed
 * @param unreadSince where it has gone unread for too long; else null
 * @param days by day, where the exchange is: by how many offsets the places moved
 */
public record GrantUse(
        Instant seenAt,
        @Nullable Instant lastReadAt,
        long behind,
        @Nullable Instant unreadSince,
        SortedMap<LocalDate, Long> days) {
    public GrantUse {
        days = Collections.unmodifiableSortedMap(new TreeMap<>(days));
    }
}
