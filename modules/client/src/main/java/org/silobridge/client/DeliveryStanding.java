package org.silobridge.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.DeliveryTargetId;
import org.silobridge.model.Reason;

/**
 * Where a department's notices go, and how that goes.
 *
 * @param kind {@code email} or {@code webhook}
 * @param language of an e-mail; null for a webhook
 * @param queued how many notices wait for it
 * @param givenUp how many failed for too long
 * @param failingSince null: the last try did not fail
 */
public record DeliveryStanding(
        DeliveryTargetId id,
        String kind,
        String address,
        @Nullable String language,
        Instant addedAt,
        ActorId addedBy,
        int queued,
        @Nullable Instant oldestQueuedAt,
        int givenUp,
        @Nullable Instant failingSince,
        @Nullable Reason failure) {}
