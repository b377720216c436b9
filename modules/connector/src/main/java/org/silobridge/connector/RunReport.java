package org.silobridge.connector;

import java.util.List;
import org.silobridge.connector.position.Counts;

/**
 * What a run has committed to Kafka.
 *
 * @param complete whether the source was read to its end; false after a stop
 */
public record RunReport(List<FileReport> files, boolean complete) {
    /** The reason with which a run ends of which too many rows were bad. */
    public static final String TOO_MANY_BAD = "connector.limits.bad-share";

    /** The name of what stands for all parts of which no position is kept any more. */
    public static final String OTHERS = "…";

    /**
     * One file. Its rows are {@code before + now.read()}.
     *
     * @param before how many rows earlier runs have committed
     * @param now what this run has
     */
    public record FileReport(String file, long before, Counts now) {}

    public RunReport {
        files = List.copyOf(files);
    }

    /** How many rows earlier runs have committed. */
    public long before() {
        return files.stream().mapToLong(FileReport::before).sum();
    }

    /** All files of this run. {@code read = published + quarantined + unchanged}. */
    public Counts now() {
        return files.stream().map(FileReport::now).reduce(Counts.NONE, Counts::plus);
    }
}
