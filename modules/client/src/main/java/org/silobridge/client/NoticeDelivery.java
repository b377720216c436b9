package org.silobridge.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.DeliveryTargetId;
import org.silobridge.model.Reason;

/**
 * How far a notice has got on the way to a target.
 *
 * @param kind {@code email} or {@code webhook}
 * @param state {@code queued}, {@code delivered}, {@code given-up} or {@code ended}
 * @param failures how many tries failed
 * @param failure why it failed last
 * @param doneAt when it left the queue
 */
public record NoticeDelivery(
        DeliveryTargetId target,
        String kind,
        String state,
        int failures,
        @Nullable Reason failure,
        @Nullable Instant doneAt) {}
