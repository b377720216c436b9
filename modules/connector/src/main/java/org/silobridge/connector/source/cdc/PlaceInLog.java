package org.silobridge.connector.source.cdc;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * What Debezium's task takes for Kafka Connect around it, of which it asks where in the log to begin, and up to where it
 * may be let go. It keeps nothing beyond its task: the truth is our position, which goes to Kafka with its rows.
 */
final class PlaceInLog implements SourceTaskContext, OffsetStorageReader {
    private final Map<String, String> configuration;
    private volatile Map<String, Object> offset;

    /** @param configuration the task's own */
    PlaceInLog(Map<String, String> configuration, long from) {
        this.configuration = Map.copyOf(configuration);
        // With lsn alone, Debezium asks for the log from there and filters nothing. More would make it search for the
        // change that was told last by its place in the log, which several changes of one COPY have in common.
        this.offset = Map.of("lsn", from);
    }

    /** The log may be let go up to a record with this offset. */
    void letGo(Map<String, ?> upTo) {
        offset = new HashMap<>(upTo);
    }

    @Override
    public Map<String, String> configs() {
        return configuration;
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
        return this;
    }

    @Override
    public <T> Map<String, Object> offset(Map<String, T> partition) {
        return offset;
    }

    @Override
    public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
        var offsets = new HashMap<Map<String, T>, Map<String, Object>>();
        partitions.forEach(partition -> offsets.put(partition, offset));
        return offsets;
    }

    @Override
    public PluginMetrics pluginMetrics() {
        throw new UnsupportedOperationException("Kafka Connect's metrics");
    }
}
