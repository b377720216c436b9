package org.silobridge.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.DeliveryTargetId;

/**
 * A target that notices go to from now on.
 *
 * @param secret what a new webhook's messages are signed with, shown this once; null for an e-mail, and for a webhook
 *     that was there already
 */
public record AddedDelivery(Target target, @Nullable String secret) {

    /** The target. */
    public record Target(
            DeliveryTargetId id,
            String kind,
            String address,
            @Nullable String language,
            Instant addedAt,
            ActorId addedBy) {}

    /** Never the secret. */
    @Override
    public String toString() {
        return "AddedDelivery[target=" + target.id() + "]";
    }
}
