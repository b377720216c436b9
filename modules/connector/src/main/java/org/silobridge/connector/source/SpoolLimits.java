package org.silobridge.connector.source;

import java.time.Duration;
import org.silobridge.contract.yaml.Section;
import org.silobridge.model.Reason;

/**
 * How much a connector keeps of rows that are too large to quarantine.
 *
 * @param keep for how long
 * @param maxBytes of all of them
 */
public record SpoolLimits(Duration keep, long maxBytes) {
    /** As long as a quarantine record is kept, unless an operator says otherwise. */
    public static final SpoolLimits STANDARD = new SpoolLimits(Duration.ofDays(90), 4L << 30);

    private static final Duration SHORTEST = Duration.ofDays(1);

    /** Reads {@code spool:} of a connector file. */
    public static SpoolLimits read(Section section) {
        var keep = section.duration("keep", STANDARD.keep);
        if (keep.compareTo(SHORTEST) < 0) {
            section.reject("keep", Reason.of("connector.spool.keep"));
        }
        return new SpoolLimits(keep, section.bytes("maxBytes", STANDARD.maxBytes));
    }
}
