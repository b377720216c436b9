package org.silobridge.contract.evolution;

import java.util.List;
import org.silobridge.model.Reason;

/**
 * One thing that changed between two versions of a contract.
 *
 * @param path what changed, in the words of the contract: {@code fields.co.rules.range.max}, {@code key}; empty for the
 *     whole
 * @param weight what it means for those who depend on the contract
 * @param widens whether somebody would see more than was decided, or more people would
 * @param reason the code, and where something was replaced its {@code old} and {@code new}
 * @param subscribers those who read what changed; empty where nobody is known to, or where it is nothing to them
 */
public record Finding(String path, Weight weight, boolean widens, Reason reason, List<Subscriber> subscribers) {

    /** How heavy a change is. The order is from the lightest. */
    public enum Weight {
        /** Nobody has to do anything. */
        NOTE("note"),
        /** Nothing breaks, but readers may meet what they did not meet before: they are told. */
        INFO("info"),
        /** Within a major only where the publisher says that it is meant. */
        CONFIRMATION("needs-confirmation"),
        /** What was agreed would be another thing: only with a new major, which has a topic of its own. */
        NEW_MAJOR("needs-new-major"),
        /** Readers would fail or misread: only with a new major. */
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

    public Finding {
        subscribers = List.copyOf(subscribers);
    }
}
