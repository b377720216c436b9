package org.silobridge.catalogue.enforcement;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A topic as it has to be.
 *
 * @param retention of its records, or, if it is compacted, of what says that a key's record was deleted, at least a day;
 *     empty: for ever, or a day
 * @param compacted whether the last record of a key holds; such a topic never loses records by age
 */
record TopicSpec(String name, int partitions, Optional<Duration> retention, boolean compacted) {
    private static final String FOREVER = "-1";
    private static final Duration DELETIONS_AT_LEAST = Duration.ofDays(1);

    TopicSpec {
        if (partitions < 1) {
            throw new IllegalArgumentException("topic " + name + " has " + partitions + " partitions");
        }
    }

    /** The settings that the exchange decides; everything else is the cluster's. */
    Map<String, String> settings() {
        var settings = new TreeMap<String, String>();
        settings.put(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                compacted ? TopicConfig.CLEANUP_POLICY_COMPACT : TopicConfig.CLEANUP_POLICY_DELETE);
        var kept = retention.filter(time -> !compacted);
        settings.put(
                TopicConfig.RETENTION_MS_CONFIG,
                kept.map(Duration::toMillis).map(String::valueOf).orElse(FOREVER));
        var shown = retention.filter(time -> compacted && time.compareTo(DELETIONS_AT_LEAST) > 0);
        settings.put(
                TopicConfig.DELETE_RETENTION_MS_CONFIG,
                String.valueOf(shown.orElse(DELETIONS_AT_LEAST).toMillis()));
        return settings;
    }
}
