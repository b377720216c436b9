package org.silobridge.cli.enforcement;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How long something took, again and again. For one thread. */
public final class Latencies {
    private final List<Long> nanos = new ArrayList<>();

    void add(long tookNanos) {
        nanos.add(tookNanos);
    }

    int count() {
        return nanos.size();
    }

    /** Median, p99 and the longest, in milliseconds. */
    String text() {
        return String.format(Locale.ROOT, "%7d %6d %6d", part(0.5), part(0.99), part(1));
    }

    /** The smallest value that this share of all does not exceed; 0 where there is none. */
    private long part(double share) {
        var sorted = nanos.stream().sorted().toList();
        return sorted.isEmpty()
                ? 0
                : Math.round(sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * share) - 1)) / 1e6);
    }
}
