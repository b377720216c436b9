package org.silobridge.connector.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.TestContract;
import org.silobridge.connector.mapping.CompiledMapping;
import org.silobridge.connector.row.RowPipeline;
import org.silobridge.connector.source.SnapshotSettings;
import org.silobridge.connector.source.SourceContext;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.connector.source.csv.CsvSettings;
import org.silobridge.connector.source.file.FilesSettings;
import org.silobridge.contract.Contract;
import org.silobridge.contract.wire.ConfluentFraming;
import org.silobridge.model.Slug;

/** Publishes CSV snapshots as the connector does, to a topic in memory; and can be killed after any row. */
final class SnapshotFeed {
    private static final String MAPPING = "id: {column: id}\nnote: {column: note}\npieces: {column: pieces}";

    /** A watched folder is looked at more often. */
    private static final Duration NOTHING_MORE = Duration.ofMillis(1_500);

    private final Path directory;
    private final Contract contract;
    private final CompiledMapping mapping;
    private final boolean keysOnce;
    final Map<String, SourcePosition> positions = new HashMap<>();
    private Instant written = Instant.parse("2025-01-01T00:00:00Z");
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    final Topic topic = new Topic();
    /** By file and line. */
    final List<String> quarantined = new ArrayList<>();

    final List<String> broken = new ArrayList<>();
    long unchanged;
    long held;
    double maxShrink = 1;
    SnapshotSettings.BadKeys badKeys = SnapshotSettings.BadKeys.KEEP;
    List<String> confirmed = List.of();
    boolean setAside;
    boolean watch;
    /** Told of each row, before it is taken. */
    Consumer<SourceRow> onRow = row -> {};

    String reader = "reader";

    SnapshotFeed(Path directory, boolean keysOnce) {
        this.directory = directory;
        this.keysOnce = keysOnce;
        this.contract = TestContract.with(keysOnce ? "error" : "last-wins");
        this.mapping = CompiledMapping.compile(
                        TestContract.read(directory, MAPPING).mapping(), contract)
                .orThrow();
    }

    /** A record, committed. */
    static final class Sent {
        private final byte[] key;
        private final byte @Nullable [] value;

        private Sent(byte[] key, byte @Nullable [] value) {
            this.key = key;
            this.value = value;
        }
    }

    /** What is committed, with one partition. */
    static final class Topic implements PublishedTopic {
        final List<Sent> records = new ArrayList<>();
        String id = "first";
        int read;

        @Override
        public String id() {
            return id;
        }

        @Override
        public Map<Integer, Long> ends() {
            return Map.of(0, (long) records.size());
        }

        @Override
        public void read(Map<Integer, Long> from, Map<Integer, Long> ends, Each each) {
            for (long i = from.getOrDefault(0, 0L); i < ends.getOrDefault(0, 0L); i++) {
                var record = records.get((int) i);
                each.accept(0, i, record.key, record.value);
                read++;
            }
        }
    }

    private final class FeedClock extends java.time.Clock {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public java.time.Clock withZone(ZoneId zone) {
            return this;
        }
    }

    void wait(Duration time) {
        now = now.plus(time);
    }

    /** Where it keeps what can be made again. */
    Path cache() {
        return directory.resolve("cache");
    }

    /** Writes a snapshot of these lines, {@code id,note,pieces}. */
    void write(String name, List<String> lines) {
        try {
            var file = directory.resolve(name);
            Files.writeString(file, "id,note,pieces\n" + String.join("\n", lines) + "\n");
            written = written.plusSeconds(1);
            Files.setLastModifiedTime(file, FileTime.from(written));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads to the end. */
    void run() {
        run(Integer.MAX_VALUE, 3);
    }

    /**
     * Reads until it is killed.
     *
     * @param rows after how many rows, also those only looked at, it is killed; what is not committed then is lost
     * @param transaction how many rows are committed together
     */
    void run(int rows, int transaction) {
        var settings = new SnapshotSettings(maxShrink, badKeys, confirmed);
        var files = new FilesSettings(
                directory, "*.csv", watch, Duration.ZERO, Duration.ofDays(30), setAside, Optional.of(settings));
        var source = new CsvSettings(files, StandardCharsets.UTF_8, ',', true, 1_000)
                .source(new SourceContext(new Slug("things"), directory.resolve("work"), new FeedClock()));
        var opened = source.openSnapshots(mapping.columns(), positions, reader);
        var pipeline = new RowPipeline(contract, mapping, 7, Optional.empty(), false);
        try (var diff = SnapshotDiff.open(opened, settings, keysOnce, cache(), topic, new FeedClock())) {
            var open = new Transaction();
            int read = 0;
            long lastRow = System.nanoTime();
            while (true) {
                var row = diff.next();
                if (row == null) {
                    open.commit(diff);
                    if (diff.ended() || System.nanoTime() - lastRow > NOTHING_MORE.toNanos()) {
                        return;
                    }
                    continue;
                }
                if (++read > rows) {
                    return;
                }
                lastRow = System.nanoTime();
                onRow.accept(row);
                take(row, row.done() || diff.looking(), diff, pipeline, open);
                if (open.taken >= transaction) {
                    open.commit(diff);
                }
            }
        }
    }

    private void take(SourceRow row, boolean replayed, SnapshotDiff diff, RowPipeline pipeline, Transaction open) {
        if (row instanceof VanishedKey vanished) {
            open.taken++;
            open.sent.add(new Sent(vanished.key(), null));
            return;
        }
        if (row.endsPart()) {
            open.taken++;
            held = diff.held();
            return;
        }
        boolean good = pipeline.accept(row);
        Novelty.Verdict verdict = null;
        if (good) {
            verdict = diff.judge(pipeline.key(), pipeline.value(), row.line());
        } else {
            diff.bad(pipeline.keyOfBad(row));
        }
        if (replayed) {
            return;
        }
        open.taken++;
        if (verdict == Novelty.PUBLISH) {
            open.sent.add(new Sent(pipeline.key(), pipeline.value()));
        } else if (verdict == Novelty.UNCHANGED) {
            open.unchanged++;
        } else if (row.line() == 0) {
            broken.add(row.part() + " " + row.fault().orElseThrow().code());
        } else {
            open.bad.add(row.part() + ":" + row.line());
        }
    }

    private final class Transaction {
        private final List<Sent> sent = new ArrayList<>();
        private final List<String> bad = new ArrayList<>();
        private int unchanged;
        private int taken;

        void commit(SnapshotDiff diff) {
            topic.records.addAll(sent);
            quarantined.addAll(bad);
            SnapshotFeed.this.unchanged += unchanged;
            sent.clear();
            bad.clear();
            unchanged = 0;
            taken = 0;
            var reached = diff.advance();
            reached.forEach(position -> {
                if (position.forgets()) {
                    positions.remove(position.part());
                } else {
                    positions.put(position.part(), position);
                }
            });
            diff.committed(reached);
        }
    }

    /** What the topic says there is: notes by id. */
    Map<String, String> state() {
        var state = new TreeMap<String, String>();
        for (var record : topic.records) {
            var id = new String(record.key, StandardCharsets.UTF_8);
            if (record.value == null) {
                state.remove(id);
            } else {
                state.put(id, note(record.value));
            }
        }
        return state;
    }

    /** How many records say what was so before. */
    long redundant() {
        var state = new HashMap<String, byte[]>();
        long redundant = 0;
        for (var record : topic.records) {
            var id = new String(record.key, StandardCharsets.UTF_8);
            var before = state.get(id);
            redundant += Arrays.equals(before, record.value) ? 1 : 0;
            state.put(id, record.value);
        }
        return redundant;
    }

    private String note(byte[] value) {
        var framed = ConfluentFraming.read(value).orThrow();
        var payload = new byte[framed.payload().remaining()];
        framed.payload().get(payload);
        try {
            return String.valueOf(
                    new GenericDatumReader<GenericRecord>(contract.wireSchema().schema())
                            .read(null, DecoderFactory.get().binaryDecoder(payload, null))
                            .get("note"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies what is kept on the disk, as it is now. */
    void copyCache(Path to) throws IOException {
        copy(cache().resolve("tables"), to);
    }

    /** Puts back what was kept on the disk at another time: what a kill may leave. */
    void restoreCache(Path from) throws IOException {
        copy(from, cache().resolve("tables"));
    }

    private static void copy(Path from, Path to) throws IOException {
        delete(to);
        if (Files.exists(from)) {
            try (var files = Files.walk(from)) {
                for (var file : files.sorted().toList()) {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                }
            }
        }
    }

    static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (var files = Files.walk(directory)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
