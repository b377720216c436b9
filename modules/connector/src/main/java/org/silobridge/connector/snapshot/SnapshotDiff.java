package org.silobridge.connector.snapshot;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.Rows;
import org.silobridge.connector.source.SnapshotRows;
import org.silobridge.connector.source.SnapshotSettings;
import org.silobridge.connector.source.SnapshotSettings.BadKeys;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.model.Reason;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares snapshots with what is published. Rows pass through it, and behind the last row of each part come the {@link
 * VanishedKey}s: what is published and the part has not; then the row that ends the part. Before a part is published it is
 * looked at: one that lacks too much is refused whole. All it knows is on the disk and can be lost: what is
 * published is read back from the topic, what a part has from the part.
 */
public final class SnapshotDiff implements Rows, Novelty {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotDiff.class);
    private static final String SEEN = "seen";
    /** In the table of keys seen: no good row has the key. */
    private static final long NO_GOOD_ROW = 0;

    private static final byte[] NO_DIGEST = new byte[Keys.DIGEST_LENGTH];

    private final SnapshotRows rows;
    private final SnapshotSettings settings;
    private final boolean keysOnce;
    private final DiskTables tables;
    private final PublishedState published;
    private final Keys keys = new Keys();
    private DiskTable seen;
    private int reading;
    private boolean behind;
    private String part = "";
    /** How many published keys the reading has met. */
    private long met;

    private long withoutKey;
    private long held;
    private @Nullable Vanishing vanishing;
    private @Nullable SourceRow end;

    private SnapshotDiff(
            SnapshotRows rows,
            SnapshotSettings settings,
            boolean keysOnce,
            DiskTables tables,
            PublishedState published,
            DiskTable seen) {
        this.rows = rows;
        this.settings = settings;
        this.keysOnce = keysOnce;
        this.tables = tables;
        this.published = published;
        this.seen = seen;
    }

    /**
     * Opens what is kept in {@code directory}; {@code rows} are closed with it, and if it cannot be opened.
     *
     * @param keysOnce whether a key may stand only once in a part
     */
    public static SnapshotDiff open(
            SnapshotRows rows,
            SnapshotSettings settings,
            boolean keysOnce,
            Path directory,
            PublishedTopic topic,
            Clock clock) {
        DiskTables tables = null;
        PublishedState published = null;
        try {
            tables = DiskTables.open(directory);
            published = new PublishedState(tables, topic, clock);
            return new SnapshotDiff(rows, settings, keysOnce, tables, published, tables.emptyTable(SEEN));
        } catch (RuntimeException e) {
            try (rows;
                    var opened = tables;
                    var read = published) {
                throw e;
            }
        }
    }

    @Override
    public @Nullable SourceRow next() {
        while (true) {
            var vanished = vanishing == null ? null : vanishing.next();
            if (vanished != null) {
                return new VanishedKey(part, vanished);
            }
            if (end != null) {
                return ended(end);
            }
            var row = rows.next();
            if (row == null) {
                noted();
                return null;
            }
            if (rows.reading() != reading) {
                begin();
                if (rows.looking() && published.size() == 0) {
                    rows.accept(); // there is nothing that it could lack
                    continue;
                }
            }
            if (!row.endsPart()) {
                return row;
            }
            var lacks = lacksTooMuch(row.part());
            if (lacks.isPresent()) {
                var refused = rows.refuse(lacks.get());
                if (refused != null) {
                    return refused;
                }
                continue;
            }
            if (rows.looking()) {
                rows.accept();
                continue;
            }
            finish(row);
        }
    }

    /** Another reading begins, behind all that was committed. */
    private void begin() {
        reading = rows.reading();
        published.catchUp();
        behind = true;
        if (reading > 1) {
            seen.close();
            seen = tables.emptyTable(SEEN);
        }
        met = 0;
        withoutKey = 0;
        held = 0;
    }

    /** Reads back what was committed last, so that the next start need not. */
    private void noted() {
        if (behind && rows.settled()) {
            published.catchUp();
            behind = false;
        }
    }

    private long lacking() {
        return published.size() - met;
    }

    private Optional<Reason> lacksTooMuch(String of) {
        long before = published.size();
        if (before == 0 || lacking() <= settings.maxShrink() * before) {
            return Optional.empty();
        }
        var digest = rows.digest();
        if (digest.isEmpty()) {
            return Optional.of(Reason.of("connector.source.gone"));
        }
        if (settings.confirms(digest.get())) {
            return Optional.empty();
        }
        return Optional.of(Reason.of(
                "connector.snapshot.shrinks",
                "file",
                of,
                "published",
                before,
                "missing",
                lacking(),
                "share",
                percent((double) lacking() / before),
                "max",
                percent(settings.maxShrink()),
                "digest",
                digest.get().substring(0, SnapshotSettings.CONFIRMED_LENGTH)));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.4g%%", share * 100);
    }

    private void finish(SourceRow last) {
        part = last.part();
        end = last;
        if (lacking() == 0) {
            return;
        }
        if (withoutKey > 0 && settings.badKeys() == BadKeys.KEEP) {
            held = lacking();
            return;
        }
        vanishing = new Vanishing(lacking());
    }

    private SourceRow ended(SourceRow last) {
        rows.accept();
        end = null;
        closeVanishing();
        return last;
    }

    private void closeVanishing() {
        var open = vanishing;
        vanishing = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public Verdict judge(byte[] key, byte @Nullable [] value, long line) {
        if (value == null) {
            throw new IllegalStateException("a snapshot says what is, not what is no more");
        }
        var stored = Keys.stored(key);
        var digest = keys.digest(value);
        var before = seen.get(stored);
        long first = before == null ? NO_GOOD_ROW : ByteBuffer.wrap(before).getLong();
        if (first != NO_GOOD_ROW && keysOnce) {
            return new Verdict.Repeated(first);
        }
        byte @Nullable [] now;
        if (before != null && first != NO_GOOD_ROW) {
            now = Arrays.copyOfRange(before, Long.BYTES, before.length);
        } else {
            now = published.digest(stored);
            met += before == null && now != null ? 1 : 0;
        }
        seen.put(stored, entry(first == NO_GOOD_ROW ? line : first, digest));
        return Arrays.equals(now, digest) ? UNCHANGED : PUBLISH;
    }

    private static byte[] entry(long line, byte[] digest) {
        return ByteBuffer.allocate(Long.BYTES + Keys.DIGEST_LENGTH)
                .putLong(line)
                .put(digest)
                .array();
    }

    /** A row that is there, but bad, is no reason to take away what its key had. */
    @Override
    public void bad(Optional<byte[]> key) {
        if (key.isEmpty()) {
            withoutKey++;
            return;
        }
        var stored = Keys.stored(key.get());
        if (seen.get(stored) == null) {
            met += published.digest(stored) == null ? 0 : 1;
            seen.put(stored, entry(NO_GOOD_ROW, NO_DIGEST));
        }
    }

    @Override
    public long held() {
        return held;
    }

    /** Goes through what is published and what was seen, side by side. */
    private final class Vanishing implements AutoCloseable {
        private static final byte[] FIRST = {Keys.PREFIX};

        private final DiskTable.Cursor all = published.cursor();
        private final DiskTable.Cursor here = seen.cursor();
        private byte @Nullable [] key = all.seek(FIRST);
        private byte @Nullable [] met = here.seek(FIRST);
        private long left;

        Vanishing(long count) {
            this.left = count;
        }

        /** The next published key that was not seen; null if there is none. */
        byte @Nullable [] next() {
            while (left > 0 && key != null) {
                var candidate = key;
                while (met != null && Arrays.compareUnsigned(met, candidate) < 0) {
                    met = here.next();
                }
                key = all.next();
                if (met == null || !Arrays.equals(met, candidate)) {
                    left--;
                    return Keys.published(candidate);
                }
            }
            return null;
        }

        @Override
        public void close() {
            all.close();
            here.close();
        }
    }

    @Override
    public boolean ended() {
        return rows.ended() && !behind;
    }

    @Override
    public boolean looking() {
        return rows.looking();
    }

    @Override
    public void judged(List<Violation> faults) {
        rows.judged(faults);
    }

    @Override
    public List<SourcePosition> advance() {
        return rows.advance();
    }

    @Override
    public void committed(List<SourcePosition> positions) {
        rows.committed(positions);
    }

    @Override
    public OptionalDouble share() {
        return rows.share();
    }

    @Override
    public void close() {
        closeVanishing();
        var here = seen;
        try (rows;
                tables;
                published;
                here) {
            published.keep();
        } catch (RefusedException e) {
            // The disk is full or broken: all of it is read back at the next start.
            LOG.atWarn().addKeyValue("error", e.refusal().reason()).log("what is known of the topic is lost");
        }
    }
}
