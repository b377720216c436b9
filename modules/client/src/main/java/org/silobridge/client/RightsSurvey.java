package org.silobridge.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;

/**
 * Every right on the Kafka cluster, scored.
 *
 * @param commitsKept how long Kafka remembers the offsets of a group that nobody uses
 * @param counts how many rights each score leads for
 * @param items those asked for, worst first
 * @param omitted how many more there are than one answer holds
 */
public record RightsSurvey(
        Instant at, Duration commitsKept, Map<String, Integer> counts, List<SurveyedRight> items, int omitted) {

    /** That a right stays for a time, though nobody granted it. */
    public record Keeping(String right, Instant until) {}

    /**
     * One right.
     *
     * @param right its text, the same as in the ledger
     * @param score the one that leads: {@code denial}, {@code orphan}, {@code wider}, {@code expired}, {@code no-basis},
     *     {@code unused}, {@code covered} or {@code elsewhere}
     * @param all that apply
     * @param topics the first of the exchange's topics that it is about
     * @param topicCount how many there are
     * @param open whether it takes in topics that are not there yet
     * @param grants ids of those in force that give some of it
     * @param ended ids of those that gave some of it
     * @param seenSince since when it has been seen without an explanation; null where it has one
     * @param keptUntil when the decision to leave it ends; null where there is none
     * @param fate {@code stands}, {@code kept}, {@code removed} or {@code left}
     */
    public record SurveyedRight(
            String right,
            String score,
            List<String> all,
            Reason reason,
            @Nullable NamedDepartment department,
            List<String> topics,
            int topicCount,
            boolean open,
            List<String> grants,
            List<String> ended,
            @Nullable Instant seenSince,
            @Nullable Instant keptUntil,
            String fate) {}
}
