package org.silobridge.connector.source.cdc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.storage.MemoryOffsetBackingStore;

/**
 * What Debezium takes for its store of offsets: says where to begin, and keeps nothing. The truth is our position, which
 * goes to Kafka with its rows.
 */
public final class SeededOffsets extends MemoryOffsetBackingStore {
    static final String KEY = "silobridge.offset.key";
    static final String VALUE = "silobridge.offset.value";

    @Override
    public void configure(WorkerConfig config) {
        super.configure(config);
        var all = config.originalsStrings();
        data.put(bytes(all, KEY), bytes(all, VALUE));
    }

    private static ByteBuffer bytes(Map<String, String> all, String name) {
        var text = all.get(name);
        if (text == null) {
            throw new IllegalStateException(name + " is not set");
        }
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Set<Map<String, Object>> connectorPartitions(String connector) {
        return Set.of();
    }
}
