package org.silobridge.connector.snapshot;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every key that is published, with a digest of its value: the dataset's topic as a table. It says with which offsets it
 * agrees, in the same write as what these offsets hold, so that whatever a crash leaves of it is true and only behind.
 * Where it is not of this topic, or may have missed that a removed key left the topic altogether, it is made again.
 */
final class PublishedState implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedState.class);
    private static final String NAME = "published";

    /**
     * A compacted topic shows that a key was removed for a day at least ({@code delete.retention.ms}, as the exchange sets it) and
     * not for ever. Whoever last read to its end longer ago than this reads all of it again.
     */
    private static final Duration TRUSTED = Duration.ofHours(12);

    /** How many records are written together. */
    private static final int CHUNK = 5_000;

    private static final byte[] FORMAT = meta("format");
    private static final byte[] VERSION = {1};
    private static final byte[] TOPIC = meta("topic");
    private static final byte[] KEYS = meta("keys");
    private static final byte[] READ_AT = meta("read");
    private static final String OFFSET = "offset";

    private final DiskTables tables;
    private final PublishedTopic topic;
    private final Clock clock;
    private final Keys keys = new Keys();
    private DiskTable table;
    private long size;

    PublishedState(DiskTables tables, PublishedTopic topic, Clock clock) {
        this.tables = tables;
        this.topic = topic;
        this.clock = clock;
        this.table = tables.table(NAME);
    }

    /** Reads what was published since. */
    void catchUp() {
        var id = topic.id();
        var ends = topic.ends();
        var now = clock.instant();
        var from = covered(ends);
        if (!isOf(id) || isBehindTooLong(from, ends, now)) {
            table.close();
            table = tables.emptyTable(NAME);
            from = Map.of();
            LOG.atInfo().log("reading all that is published");
        }
        size = number(KEYS, 0);
        if (from.equals(ends)) {
            table.put(READ_AT, bytes(now.toEpochMilli()));
            return;
        }
        var chunk = new Chunk(from);
        chunk.together.put(FORMAT, VERSION);
        chunk.together.put(TOPIC, id.getBytes(StandardCharsets.UTF_8));
        if (from.isEmpty()) {
            chunk.together.put(READ_AT, bytes(now.toEpochMilli()));
        }
        try (chunk) {
            topic.read(from, ends, chunk::add);
            chunk.reached.putAll(ends);
            chunk.together.put(READ_AT, bytes(now.toEpochMilli()));
            chunk.write();
        }
    }

    private boolean isOf(String id) {
        return Arrays.equals(table.get(FORMAT), VERSION)
                && Arrays.equals(table.get(TOPIC), id.getBytes(StandardCharsets.UTF_8));
    }

    private boolean isBehindTooLong(Map<Integer, Long> from, Map<Integer, Long> ends, Instant now) {
        if (from.equals(ends)) {
            return false;
        }
        if (from.entrySet().stream().anyMatch(o -> o.getValue() > ends.getOrDefault(o.getKey(), -1L))) {
            return true;
        }
        long readAt = number(READ_AT, 0);
        long away = now.toEpochMilli() - readAt;
        return away < 0 || away > TRUSTED.toMillis();
    }

    /** Where each partition is read to; a partition that is not is not named. */
    private Map<Integer, Long> covered(Map<Integer, Long> ends) {
        var covered = new HashMap<Integer, Long>();
        for (int partition : ends.keySet()) {
            long offset = number(meta(OFFSET + partition), -1);
            if (offset >= 0) {
                covered.put(partition, offset);
            }
        }
        return covered;
    }

    private long number(byte[] name, long absent) {
        var bytes = table.get(name);
        return bytes == null ? absent : ByteBuffer.wrap(bytes).getLong();
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static byte[] meta(String name) {
        return ("\0" + name).getBytes(StandardCharsets.US_ASCII);
    }

    /** Some records, of which the last of a key holds. */
    private final class Chunk implements AutoCloseable {
        private final Map<byte[], byte @Nullable []> last = new TreeMap<>(Arrays::compareUnsigned);
        private final Map<Integer, Long> reached;
        private DiskTable.Together together = table.together();

        Chunk(Map<Integer, Long> from) {
            this.reached = new HashMap<>(from);
        }

        void add(int partition, long offset, byte[] key, byte @Nullable [] value) {
            last.put(Keys.stored(key), value == null ? null : keys.digest(value));
            reached.put(partition, offset + 1);
            if (last.size() >= CHUNK) {
                write();
            }
        }

        void write() {
            last.forEach((key, digest) -> {
                boolean known = table.get(key) != null;
                if (digest == null) {
                    together.delete(key);
                    size -= known ? 1 : 0;
                } else {
                    together.put(key, digest);
                    size += known ? 0 : 1;
                }
            });
            reached.forEach((partition, offset) -> together.put(meta(OFFSET + partition), bytes(offset)));
            together.put(KEYS, bytes(size));
            together.write();
            together.close();
            together = table.together();
            last.clear();
        }

        @Override
        public void close() {
            together.close();
        }
    }

    /** How many keys are published. */
    long size() {
        return size;
    }

    /** The digest of what is published under a key; null if nothing is. */
    byte @Nullable [] digest(byte[] storedKey) {
        return table.get(storedKey);
    }

    DiskTable.Cursor cursor() {
        return table.cursor();
    }

    /** Brings to the disk what was read. */
    void keep() {
        table.flush();
    }

    @Override
    public void close() {
        table.close();
    }
}
