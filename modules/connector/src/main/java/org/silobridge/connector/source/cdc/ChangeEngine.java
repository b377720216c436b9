package org.silobridge.connector.source.cdc;

import io.debezium.connector.postgresql.PostgresConnector;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Debezium's task for PostgreSQL, reading a replication slot from one place in the log on: the part of it that Kafka
 * Connect would run, without Kafka Connect. It runs on threads of its own and waits while what it told is not fetched.
 * The slot is let go up to the end of a transaction only once that is {@linkplain #committed committed}: whatever happens
 * before, PostgreSQL tells it again.
 */
final class ChangeEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeEngine.class);
    /** What stands for a large value that did not change and so is not in the log. */
    static final String UNCHANGED = "unchanged-" + UUID.randomUUID();

    private static final int HELD = 512;
    /** How long whoever closes waits for the slot to be free; it is in use a little longer where the database is slow. */
    private static final long FAREWELL_MILLIS = 5_000;

    private final BlockingQueue<Change> changes = new ArrayBlockingQueue<>(HELD);
    /** Of the engine's thread alone: transactions told of, not yet let go. */
    private final Deque<SourceRecord> open = new ArrayDeque<>();

    /** Of no other engine: Debezium waits for a minute where another one of the same name has not ended everything yet. */
    private final String name = "silobridge-" + UUID.randomUUID();

    private final PostgresConnectorTask task = new PostgresConnectorTask();
    private final PlaceInLog place;
    private final Thread thread;
    private volatile long committed;
    private volatile boolean closed;
    private volatile @Nullable Change failure;

    ChangeEngine(CdcSettings settings, ReplicationSlot slot, long from) {
        this.committed = from;
        var configuration = configuration(settings, slot);
        this.place = new PlaceInLog(configuration, from);
        task.initialize(place);
        this.thread = new Thread(() -> run(configuration), "changes-" + slot.name());
        thread.setDaemon(true);
        thread.start();
    }

    private Map<String, String> configuration(CdcSettings settings, ReplicationSlot slot) {
        var address = PostgresAddress.parse(settings.login().url()).orElseThrow();
        var properties = new HashMap<String, String>();
        properties.put("name", name);
        properties.put("connector.class", PostgresConnector.class.getName());
        properties.put("topic.prefix", name);
        properties.put("database.hostname", address.host());
        properties.put("database.port", address.port());
        properties.put("database.dbname", address.database());
        properties.put("database.user", settings.login().user());
        properties.put("database.password", settings.login().password());
        address.parameters().forEach((key, value) -> properties.put("driver." + key, value));
        // A server that is gone is one that does not answer: the driver would wait for ever.
        properties.putIfAbsent("driver.connectTimeout", "10");
        properties.put("plugin.name", "pgoutput");
        properties.put("slot.name", slot.name());
        properties.put("slot.drop.on.stop", "false");
        properties.put("slot.max.retries", "2");
        properties.put("slot.retry.delay.ms", "1000");
        properties.put("publication.name", slot.publication());
        properties.put("publication.autocreate.mode", "disabled");
        var table = settings.table().replaceAll("[^\\w]", "\\\\$0");
        properties.put("table.include.list", table);
        // A change of the key is a deletion and a new row, also where the key is not the table's primary key.
        properties.put("message.key.columns", table + ":" + String.join(",", settings.key()));
        properties.put("snapshot.mode", "no_data");
        // Where each transaction ends is what positions are made of.
        properties.put("provide.transaction.metadata", "true");
        // Ours say nothing but that the log has come so far; those of others are none of our business.
        properties.put("message.prefix.exclude.list", ".*");
        properties.put("tombstones.on.delete", "false");
        properties.put("skipped.operations", "none");
        properties.put("decimal.handling.mode", "string");
        properties.put("time.precision.mode", "microseconds");
        properties.put("interval.handling.mode", "string");
        properties.put("unavailable.value.placeholder", UNCHANGED);
        properties.put("heartbeat.interval.ms", "1000");
        properties.put("status.update.interval.ms", "1000");
        properties.put("poll.interval.ms", "50");
        properties.put("max.batch.size", "256");
        properties.put("max.queue.size", "1024");
        properties.put("max.queue.size.in.bytes", String.valueOf(32L << 20));
        // What fails ends: the connector begins again, from what is committed.
        properties.put("errors.max.retries", "0");
        return properties;
    }

    private static String innermost(Throwable error) {
        var cause = error;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** The engine's thread. */
    private void run(Map<String, String> configuration) {
        try {
            task.start(configuration);
            while (!closed) {
                var records = task.poll();
                tell(records == null ? List.of() : records);
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            // Whoever fetches changes is told, whatever it was; nobody fetches from what is closed.
            LOG.atDebug().setCause(e).log("changes are told no more");
            failure = new Change.Failure(innermost(e), e);
        } finally {
            stop();
        }
    }

    private void stop() {
        try {
            task.stop();
        } catch (RuntimeException e) {
            LOG.atDebug().setCause(e).log("the task did not end well");
        }
    }

    private void tell(List<SourceRecord> records) throws InterruptedException {
        for (var record : records) {
            var change = change(record);
            if (change instanceof Change.End) {
                open.addLast(record);
            }
            while (change != null && !changes.offer(change, 100, TimeUnit.MILLISECONDS)) {
                if (closed) {
                    throw new InterruptedException("closed");
                }
                letGo();
            }
        }
        letGo();
    }

    private void letGo() throws InterruptedException {
        boolean any = false;
        for (var first = open.peekFirst(); first != null && end(first) <= committed; first = open.peekFirst()) {
            place.letGo(first.sourceOffset());
            open.removeFirst();
            any = true;
        }
        if (any) {
            task.commit();
        }
    }

    private @Nullable Change change(SourceRecord record) {
        if (!(record.value() instanceof Struct value)) {
            return null;
        }
        if (record.topic().equals(name + ".transaction")) {
            return "END".equals(value.getString("status")) ? new Change.End(end(record)) : null;
        }
        if (value.schema().field("op") == null) {
            return null; // A heartbeat.
        }
        return switch (value.getString("op")) {
            case "c", "u" -> row(value.getStruct("after"), false, value.getStruct("source"));
            case "d" -> row(value.getStruct("before"), true, value.getStruct("source"));
            case "t" -> new Change.Truncation();
            default -> null; // What somebody wrote to the log beside all tables.
        };
    }

    private static Change row(Struct row, boolean deletes, Struct source) {
        return new Change.Row(row, deletes, source.getInt64("txId"), source.getInt64("lsn"));
    }

    private static long end(SourceRecord record) {
        if (record.sourceOffset().get("lsn_commit") instanceof Number lsn) {
            return lsn.longValue();
        }
        throw new IllegalStateException("a transaction's end without its place in the log");
    }

    /**
     * The next change; null if there is none for a while.
     */
    @Nullable
    Change next(long millis) {
        try {
            var next = changes.poll(millis, TimeUnit.MILLISECONDS);
            return next == null && changes.isEmpty() ? failure : next;
        } catch (InterruptedException e) {
            // Whoever interrupts wants an end: that is asked for elsewhere.
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** All transactions that end up to this place in the log are published. On any thread. */
    void committed(long lsn) {
        committed = lsn;
    }

    /**
     * Ends the engine; at any time, also while it starts. Mostly the slot is free afterwards. Where the database is slow or
     * does not answer, nobody waits for it: until it has, the slot may be in use.
     */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(FAREWELL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
