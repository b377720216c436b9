package org.silobridge.connector.health;

import java.util.Arrays;
import java.util.List;

/** How often a value came, by ranges, as Prometheus reads it. For one thread at a time. */
public final class Histogram {
    private final double[] ends;
    private final long[] counts;
    private double sum;

    /** @param ends upper ends of the ranges, ascending; one without an end comes after them */
    public Histogram(List<Double> ends) {
        this.ends = ends.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        this.counts = new long[this.ends.length + 1];
    }

    public void add(double value) {
        int range = 0;
        while (range < ends.length && value > ends[range]) {
            range++;
        }
        counts[range]++;
        sum += value;
    }

    double[] ends() {
        return ends.clone();
    }

    /** Of values that are not above this end. */
    long upTo(double end) {
        long all = 0;
        for (int range = 0; range < ends.length && ends[range] <= end; range++) {
            all += counts[range];
        }
        return all;
    }

    long count() {
        return Arrays.stream(counts).sum();
    }

    double sum() {
        return sum;
    }
}
