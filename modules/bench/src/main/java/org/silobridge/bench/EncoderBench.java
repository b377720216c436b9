package org.silobridge.bench;

import java.io.PrintStream;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link EncoderBenchmark} under JMH and prints what one row costs. */
public final class EncoderBench {
    private EncoderBench() {}

    /**
     * Takes a minute.
     *
     * @param verbose whether JMH tells what it does
     */
    public static void run(PrintStream out, boolean verbose) throws RunnerException {
        var options = new OptionsBuilder()
                .include(EncoderBenchmark.class.getName())
                .addProfiler(GCProfiler.class)
                .verbosity(verbose ? VerboseMode.NORMAL : VerboseMode.SILENT)
                .build();
        out.println("             ns/row    ± (99.9%)      rows/s   bytes allocated/row");
        for (var result : new Runner(options).run()) {
            print(out, result);
        }
    }

    @SuppressWarnings("rawtypes") // JMH's own
    private static void print(PrintStream out, RunResult result) {
        Result<?> time = result.getPrimaryResult();
        double allocated = Double.NaN;
        for (var second : result.getSecondaryResults().entrySet()) {
            if (second.getKey().endsWith("gc.alloc.rate.norm")) {
                allocated = second.getValue().getScore();
            }
        }
        out.println(String.format(
                Locale.ROOT,
                "%-10s %8.0f %12.0f %,11d %21.0f",
                time.getLabel(),
                time.getScore(),
                time.getScoreError(),
                Math.round(1e9 / time.getScore()),
                allocated));
    }
}
