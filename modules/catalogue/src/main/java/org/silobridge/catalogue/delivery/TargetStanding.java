package org.silobridge.catalogue.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;

/**
 * A target and how it does.
 *
 * @param queued how many notices wait for it
 * @param oldestQueuedAt since when the oldest of them waits; null: none does
 * @param givenUp how many notices were given up
 * @param failingSince when the first of the failures in a row was; null: the last try did not fail
 * @param failure the last of them
 */
public record TargetStanding(
        DeliveryTarget target,
        int queued,
        @Nullable Instant oldestQueuedAt,
        int givenUp,
        @Nullable Instant failingSince,
        @Nullable Reason failure) {}
