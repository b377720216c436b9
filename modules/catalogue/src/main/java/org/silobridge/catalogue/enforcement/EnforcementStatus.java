package org.silobridge.catalogue.enforcement;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;

/**
 * How Kafka compares with the grants.
 *
 * @param lastReconcileAt when a look last ran to its end; null before the first
 * @param wanted how many rights the grants and the departments call for
 * @param found how many rights under the exchange's prefix the last look found on Kafka
 * @param preparing how many datasets still lack their topic or schema
 * @param detail what goes wrong; null while nothing does
 * @param stopped the plan that a guard stopped; null where none stands
 */
public record EnforcementStatus(
        State state,
        @Nullable Instant lastReconcileAt,
        int wanted,
        int found,
        int preparing,
        @Nullable Reason detail,
        @Nullable StoppedPlan stopped) {

    /** What the controller is at. */
    public enum State {
        STARTING("starting"),
        IN_STEP("in-step"),
        WORKING("working"),
        /** A guard stopped it until an operator confirms. Narrowing goes on. */
        STOPPED("stopped"),
        /** Kafka, the registry or PostgreSQL does not answer; it tries again. */
        FAILING("failing");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** The word that the API uses. */
        public String word() {
            return word;
        }
    }

    /** A plan that waits for an operator's confirmation. */
    public record StoppedPlan(String plan, Reason reason, int create, int remove, Instant at) {}
}
