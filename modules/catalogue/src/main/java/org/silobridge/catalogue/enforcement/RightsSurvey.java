package org.silobridge.catalogue.enforcement;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.Reason;

/**
 * Every right that is on the Kafka cluster, and what becomes of it. Looking changes nothing.
 *
 * @param commitsKept how long Kafka remembers where a group was that nobody uses any more: what it does not know was
 *     not read, with offsets committed, for that long
 * @param rights of every score, worst first
 */
public record RightsSurvey(Instant at, Duration commitsKept, List<SurveyedRight> rights) {

    public RightsSurvey {
        rights = List.copyOf(rights);
    }

    /** How many rights each score leads for. */
    public Map<Score, Integer> counts() {
        var counts = new EnumMap<Score, Integer>(Score.class);
        for (var score : Score.values()) {
            counts.put(score, 0);
        }
        rights.forEach(right -> counts.merge(right.score(), 1, Integer::sum));
        return counts;
    }

    /** What the controller does with a right, where no guard stops it. */
    public enum Fate {
        /** It is wanted. */
        STANDS("stands"),
        /** It is wanted by nobody, and a coordinator decided to leave it for a time. */
        KEPT("kept"),
        /** It is taken away at the next look. */
        REMOVED("removed"),
        /** It is not the exchange's to change. */
        LEFT("left");

        private final String word;

        Fate(String word) {
            this.word = word;
        }

        /** The word that the API uses. */
        public String word() {
            return word;
        }
    }

    /**
     * One right.
     *
     * @param right its text, the same as in the ledger
     * @param score the one that leads
     * @param all that apply, the leading one among them
     * @param reason of the leading score
     * @param department whose principal has it; null where there is none
     * @param topics the first of the exchange's topics that it is about, in order
     * @param topicCount how many there are
     * @param open whether it takes in topics that are not there yet, too
     * @param grants in force that give some of it
     * @param ended grants that gave some of it and have ended or are suspended
     * @param seenSince when the controller first saw it without an explanation; null where it has one, or where it has
     *     not looked yet
     * @param keptUntil when the decision to leave it ends; null where there is none
     */
    public record SurveyedRight(
            String right,
            Score score,
            Set<Score> all,
            Reason reason,
            @Nullable DepartmentId department,
            List<String> topics,
            int topicCount,
            boolean open,
            List<GrantId> grants,
            List<GrantId> ended,
            @Nullable Instant seenSince,
            @Nullable Instant keptUntil,
            Fate fate) {
        public SurveyedRight {
            if (!all.contains(score)) {
                throw new IllegalArgumentException("leads and does not apply: " + score);
            }
            all = Collections.unmodifiableSet(EnumSet.copyOf(all));
            topics = List.copyOf(topics);
            grants = List.copyOf(grants);
            ended = List.copyOf(ended);
        }
    }
}
