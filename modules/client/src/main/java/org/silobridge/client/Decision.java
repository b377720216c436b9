package org.silobridge.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A steward's decision on a request.
 *
 * @param reason must be given for a refusal
 * @param durationDays shortens what was asked; null leaves it
 * @param groups fewer than were asked for; null: all of them
 * @param followsMajor false: not for the next major, though that was asked for; null: as was asked for
 */
public record Decision(
        Verdict decision,
        @Nullable String reason,
        @Nullable Integer durationDays,
        @Nullable List<String> groups,
        @Nullable Boolean followsMajor) {

    /** On all groups that were asked for. */
    public Decision(Verdict decision, @Nullable String reason, @Nullable Integer durationDays) {
        this(decision, reason, durationDays, null, null);
    }

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
