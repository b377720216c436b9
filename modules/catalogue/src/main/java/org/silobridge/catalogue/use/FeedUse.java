package org.silobridge.catalogue.use;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a feed flows, as far as Kafka says.
 *
 * @param seenAt of the last look
 * @param newestAt when its newest record was published; null: there is none
 * @param silentSince when it should have had another one; null: it is as fresh as was promised
 */
public record FeedUse(
        Instant seenAt,
        @Nullable Instant newestAt,
        @Nullable Instant silentSince) {}
