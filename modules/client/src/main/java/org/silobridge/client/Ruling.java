package org.silobridge.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator's decision on an appeal.
 *
 * @param reason must be given
 * @param durationDays of an order: fewer than were asked for; null: as many
 * @param groups of an order: fewer than were asked for; null: all of them
 * @param followsMajor of an order: false: not for the next major, though that was asked for; null: as was asked for
 */
public record Ruling(
        Verdict decision,
        String reason,
        @Nullable Integer durationDays,
        @Nullable List<String> groups,
        @Nullable Boolean followsMajor) {

    /** Whether the refusal stands. */
    public enum Verdict {
        UPHOLD("uphold"),
        ORDER("order");

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
