package org.silobridge.client;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How well departments answer what they were asked for in a month.
 *
 * @param asOf later answers are not in it
 * @param coordinators null but for who oversees the exchange
 */
public record Scoreboard(
        String month,
        Instant asOf,
        List<Line> items,
        @Nullable Coordinators coordinators) {

    /**
     * One department's figures.
     *
     * @param received requests that its stewards had to answer
     * @param overdue not answered, and the deadline is over
     * @param byRule requests that a rule decided at once
     * @param closed requests that ended without a decision
     * @param medianDays working days until the answer; null where nothing was answered
     * @param refusals how many were refused, by code
     * @param freshShare of the looks at its feeds that found them as fresh as was promised; null where nobody looked
     * @param quarantineShare of what it sent; null where it sent nothing
     */
    public record Line(
            NamedDepartment department,
            int received,
            int answered,
            int inTime,
            int late,
            int overdue,
            int byRule,
            int closed,
            @Nullable Double medianDays,
            Map<String, Integer> refusals,
            Corrections corrections,
            @Nullable Double freshShare,
            @Nullable Double quarantineShare) {}

    /** How the exchange's coordinators keep their clocks. */
    public record Coordinators(Score checks, Score appeals) {}

    /**
     * How some clocks were kept.
     *
     * @param medianDays working days that it took; null where nothing was done
     */
    public record Score(
            int received,
            int answered,
            int inTime,
            int late,
            int overdue,
            @Nullable Double medianDays) {}

    /** How disputes of a department's records were answered. */
    public record Corrections(int received, int answered, int inTime, int late, int overdue) {}
}
