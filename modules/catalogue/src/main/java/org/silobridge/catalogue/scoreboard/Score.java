package org.silobridge.catalogue.scoreboard;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.silobridge.catalogue.clock.WorkingTime;

/**
 * How somebody keeps the clocks, as things stood at one moment.
 *
 * @param received what had come in by then; all other counts are parts of it
 * @param inTime answered, by the deadline
 * @param late answered, after it
 * @param overdue not answered, and the deadline is over
 * @param medianDays of what was answered: the working days it took, the day of receipt and pauses not counted; empty
 *     where nothing was answered
 */
public record Score(int received, int answered, int inTime, int late, int overdue, OptionalDouble medianDays) {
    /** Who had nothing to answer. */
    static final Score NOTHING = new Score(0, 0, 0, 0, 0, OptionalDouble.empty());

    /** One score for each who had anything to answer, by name. */
    public static SortedMap<String, Score> board(Collection<Matter> matters, Instant asOf, WorkingTime time) {
        return matters.stream()
                .filter(matter -> !matter.receivedAt().isAfter(asOf))
                .collect(Collectors.groupingBy(
                        Matter::who,
                        TreeMap::new,
                        Collectors.collectingAndThen(Collectors.toList(), of -> score(of, asOf, time))));
    }

    private static Score score(List<Matter> matters, Instant asOf, WorkingTime time) {
        int inTime = 0;
        int late = 0;
        int overdue = 0;
        for (var matter : matters) {
            var answered = matter.answeredAt();
            if (answered == null || answered.isAfter(asOf)) {
                overdue += matter.dueAt().isBefore(asOf) ? 1 : 0;
            } else if (answered.isAfter(matter.dueAt())) {
                late++;
            } else {
                inTime++;
            }
        }
        var days = matters.stream()
                .mapToInt(matter -> {
                    var answered = matter.answeredAt();
                    return answered == null || answered.isAfter(asOf)
                            ? -1
                            : time.used(matter.receivedAt(), answered, matter.pauses());
                })
                .filter(used -> used >= 0)
                .sorted()
                .toArray();
        return new Score(matters.size(), inTime + late, inTime, late, overdue, median(days));
    }

    private static OptionalDouble median(int[] sorted) {
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0);
    }
}
