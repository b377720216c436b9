package org.silobridge.contract.evolution;

import org.silobridge.model.Reason;

/**
 * One thing that changed between two versions of a contract.
 *
 * @param path what changed, in the words of the contract: {@code fields.co.rules}, {@code key}; empty for the whole
 * @param weight what it means for those who depend on the contract
 */
public record Finding(String path, Weight weight, Reason reason) {

    /** How heavy a change is. The order is from the lightest. */
    public enum Weight {
        /** Nobody has to do anything. */
        NOTE("note"),
        /** Allowed within a major, and worth a look by its steward. */
        CAUTION("caution"),
        /** Only with a new major, which has a topic of its own. */
        BREAKING("breaking"),
        /** Not even with a new major. */
        REFUSED("refused");

        private final String word;

        Weight(String word) {
            this.word = word;
        }

        /** The word that the API and the command use. */
        public String word() {
            return word;
        }

        @Override
        public String toString() {
            return word;
        }
    }
}
