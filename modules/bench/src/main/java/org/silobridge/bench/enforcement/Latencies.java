package org.silobridge.bench.enforcement;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What many runs came to, in milliseconds.
 *
 * @param p99 empty of fewer than a thousand runs, of which it would say little
 */
record Latencies(int runs, long median, OptionalLong p99, long max) {
    private static final int ENOUGH = 1000;

    /** @param runs not empty */
    static Latencies of(List<Run> runs, Function<Run, Duration> what) {
        var sorted =
                runs.stream().map(what).mapToLong(Duration::toMillis).sorted().toArray();
        int middle = sorted.length / 2;
        long median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        // The smallest value that at least 99 of 100 runs do not exceed.
        var p99 = sorted.length < ENOUGH
                ? OptionalLong.empty()
                : OptionalLong.of(sorted[(int) Math.ceil(sorted.length * 0.99) - 1]);
        return new Latencies(sorted.length, median, p99, sorted[sorted.length - 1]);
    }

    /** Three columns. */
    String text() {
        return String.format(
                Locale.ROOT,
                "%,7d %7s %,7d",
                median,
                p99.isPresent() ? String.format(Locale.ROOT, "%,d", p99.getAsLong()) : "-",
                max);
    }
}
