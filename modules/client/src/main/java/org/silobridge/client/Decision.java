package org.silobridge.client;

import org.jspecify.annotations.Nullable;

/**
 * A steward's decision on a request.
 *
 * @param reason must be given for a refusal
 * @param durationDays shortens what was asked; null leaves it
 */
public record Decision(
        Verdict decision, @Nullable String reason, @Nullable Integer durationDays) {

    /** Yes or no. */
    public enum Verdict {
        APPROVE("approve"),
        REFUSE("refuse");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }
}
