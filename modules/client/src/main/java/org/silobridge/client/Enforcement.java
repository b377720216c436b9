package org.silobridge.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;

/**
 * How Kafka compares with the grants.
 *
 * @param state {@code starting}, {@code in-step}, {@code working}, {@code stopped} or {@code failing}
 * @param wanted rights that the grants call for
 * @param found rights of this exchange on Kafka at the last look
 * @param preparing datasets whose topic or schema does not stand yet
 * @param stopped the plan that a guard stopped, which an operator may confirm
 */
public record Enforcement(
        String state,
        @Nullable Instant lastReconcileAt,
        @Nullable Integer wanted,
        @Nullable Integer found,
        @Nullable Integer preparing,
        @Nullable Reason detail,
        @Nullable StoppedPlan stopped) {

    /** A plan that would change more than the guard lets pass unasked. */
    public record StoppedPlan(String plan, Reason reason, int create, int remove, Instant at) {}
}
