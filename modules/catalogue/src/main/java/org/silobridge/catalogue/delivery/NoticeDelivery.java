package org.silobridge.catalogue.delivery;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.DeliveryTargetId;
import org.silobridge.model.Reason;

/**
 * How far a notice has got on its way to a target.
 *
 * @param attempts how often that failed
 * @param failure why it failed last; null: it never did
 * @param doneAt when it left the queue; null: it is in it
 */
public record NoticeDelivery(
        DeliveryTargetId target,
        DeliveryTarget.Kind kind,
        State state,
        int attempts,
        @Nullable Reason failure,
        @Nullable Instant doneAt) {

    /** Where it stands. */
    public enum State {
        /** It is sent, or will be. */
        QUEUED("queued"),
        /** The target took it. */
        DELIVERED("delivered"),
        /** It failed for too long. */
        GIVEN_UP("given-up"),
        /** The target was ended before. */
        ENDED("ended");

        private final String word;

        State(String word) {
            this.word = word;
        }

        static State of(String word) {
            return Arrays.stream(values())
                    .filter(state -> state.word.equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no state of a delivery: " + word));
        }

        @Override
        public String toString() {
            return word;
        }
    }
}
