package org.silobridge.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Medians, spread and ratios. */
record ResultTable(Map<String, List<Measured>> results) {

    void print(PrintStream out) {
        out.println(
                "contestant   rows/s (median)   spread            of raw   CPU ns/row  broker ns/row  peak heap MiB");
        double raw = rate("raw");
        results.forEach((name, runs) -> {
            double rate = median(runs, Measured::rowsPerSecond);
            out.println(String.format(
                    Locale.ROOT,
                    "%-12s %,15d   %,9d–%,9d   %5.2f   %10.0f  %12.0f  %12.0f",
                    name,
                    Math.round(rate),
                    Math.round(min(runs)),
                    Math.round(max(runs)),
                    rate / raw,
                    median(runs, run -> (double) run.cpuNanos() / run.rows()),
                    median(runs, run -> (double) run.brokerCpuNanos() / run.rows()),
                    median(runs, run -> run.peakHeap() / 1048576.0)));
        });
        for (var other : List.of("raw", "loop", "connect")) {
            if (results.containsKey("connector") && results.containsKey(other)) {
                out.println(
                        String.format(Locale.ROOT, "connector / %-8s %5.2f", other, rate("connector") / rate(other)));
            }
        }
    }

    private double rate(String name) {
        return median(results.getOrDefault(name, List.of()), Measured::rowsPerSecond);
    }

    static double median(List<Measured> runs, ToDoubleFunction<Measured> of) {
        var sorted = runs.stream().mapToDouble(of).sorted().toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double min(List<Measured> runs) {
        return runs.stream().mapToDouble(Measured::rowsPerSecond).min().orElseThrow();
    }

    private static double max(List<Measured> runs) {
        return runs.stream().mapToDouble(Measured::rowsPerSecond).max().orElseThrow();
    }
}
