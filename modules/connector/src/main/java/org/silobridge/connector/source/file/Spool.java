package org.silobridge.connector.source.file;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.SourceContext;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.connector.source.SpoolLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps rows that are too large for memory and for quarantine, in a directory of the connector that only its user may
 * read. A row has the same name however often it is kept; a row that a crash keeps from being committed is written again.
 * Bounded in size: what would make all of them more than {@link SpoolLimits#maxBytes} is not kept; and in time: a row is
 * deleted when it is older than {@link SpoolLimits#keep}, unless its quarantine record is not known to be committed. That
 * is told by a mark beside it, which is there before the row is and goes when Kafka has committed the record. For one thread,
 * but for {@link #committed}.
 */
public final class Spool {
    /** Keeps nothing: for looking at a source. */
    public static final Spool NONE = new Spool(null, "", SpoolLimits.STANDARD, Clock.systemUTC());

    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final String PART = ".part";
    /** Ends the name of the mark beside a row whose quarantine record is not known to be committed. */
    private static final String UNCOMMITTED = ".uncommitted";

    private static final Duration LOOK = Duration.ofHours(1);

    private final @Nullable Path directory;
    private final String connector;
    private final SpoolLimits limits;
    private final Clock clock;
    private final Pattern names;
    private List<String> keptSince = new ArrayList<>();
    /** What was advanced to, as long as a row kept before is not committed. */
    private final Deque<Advance> advances = new ArrayDeque<>();

    private Instant nextLook = Instant.MIN;

    /** Rows kept, and the positions behind them. */
    private record Advance(Set<SourcePosition> positions, List<String> kept) {}

    private Spool(@Nullable Path directory, String connector, SpoolLimits limits, Clock clock) {
        this.directory = directory;
        this.connector = connector;
        this.limits = limits;
        this.clock = clock;
        this.names = Pattern.compile(Pattern.quote(connector) + "-[0-9a-f]{16}-[0-9]+\\.row(\\.part)?");
    }

    /** The connector's, from which goes what is too old. */
    public static Spool of(SourceContext context) {
        var spool = new Spool(
                context.workDirectory().resolve("spool"),
                context.connector().value(),
                context.spool(),
                context.clock());
        spool.deleteOld();
        return spool;
    }

    /** Begins to keep the row at {@code line} of {@code part}; nothing if it is not kept. */
    public Optional<Kept> begin(String part, long line) {
        if (directory == null) {
            return Optional.empty();
        }
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory);
                if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
                    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
                }
            }
            var name = connector + "-"
                    + Digests.of(part.getBytes(StandardCharsets.UTF_8)).substring(0, 16) + "-" + line + ".row";
            return Optional.of(new Kept(directory, name, limits.maxBytes() - held(directory, name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long held(Path directory, String but) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> !file.getFileName().toString().startsWith(but))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    /** The source has moved to these positions: what was kept since the last time is committed when they are. */
    public synchronized void advanced(List<SourcePosition> positions) {
        if (!keptSince.isEmpty() || !advances.isEmpty()) {
            advances.add(new Advance(Set.copyOf(positions), keptSince));
            keptSince = new ArrayList<>();
        }
    }

    /** Kafka has committed these positions, and all before them. On any thread; does little, but now and then deletes files. */
    public synchronized void committed(List<SourcePosition> positions) {
        var committed = new HashSet<>(positions);
        // A transaction may span several advances, of which each part's last position tells.
        if (advances.stream().anyMatch(advance -> meets(advance, committed))) {
            boolean more = true;
            while (more) {
                var first = advances.removeFirst();
                first.kept.forEach(this::settle);
                more = advances.stream().anyMatch(advance -> meets(advance, committed));
            }
        }
        deleteOld();
    }

    private static boolean meets(Advance advance, Set<SourcePosition> committed) {
        return advance.positions.stream().anyMatch(committed::contains);
    }

    private void settle(String name) {
        if (directory != null) {
            try {
                Files.deleteIfExists(directory.resolve(name + UNCOMMITTED));
            } catch (IOException e) {
                LOG.atWarn().addKeyValue("error", e.toString()).log("a row in the spool keeps its mark");
            }
        }
    }

    private synchronized void deleteOld() {
        var now = clock.instant();
        if (directory == null || now.isBefore(nextLook)) {
            return;
        }
        nextLook = now.plus(LOOK);
        if (!Files.isDirectory(directory)) {
            return;
        }
        var oldest = now.minus(limits.keep());
        long rows = 0;
        long bytes = 0;
        try (var files = Files.list(directory)) {
            for (var file : files.toList()) {
                var name = file.getFileName().toString();
                if (names.matcher(name).matches()
                        && Files.getLastModifiedTime(file).toInstant().isBefore(oldest)
                        && Files.notExists(directory.resolve(name + UNCOMMITTED))) {
                    long size = Files.size(file);
                    Files.delete(file);
                    rows += name.endsWith(PART) ? 0 : 1;
                    bytes += size;
                }
            }
        } catch (IOException e) {
            // Tried again in an hour; it is no reason not to publish.
            LOG.atWarn().addKeyValue("error", e.toString()).log("the spool cannot be emptied");
        }
        if (bytes > 0) {
            LOG.atInfo().addKeyValue("rows", rows).addKeyValue("bytes", bytes).log("deleted old rows from the spool");
        }
    }

    /** A row being kept. */
    public final class Kept {
        private final Path part;
        private final Path file;
        private final OutputStream out;
        private long left;

        private Kept(Path directory, String name, long left) throws IOException {
            this.file = directory.resolve(name);
            this.part = directory.resolve(name + PART);
            this.out = Files.newOutputStream(part);
            this.left = left;
        }

        public void write(byte[] bytes, int from, int count) throws IOException {
            left -= count;
            if (left >= 0) {
                out.write(bytes, from, count);
            }
        }

        /** The name of the file in the spool; nothing if there was no room. */
        public Optional<String> end() throws IOException {
            out.close();
            if (left < 0) {
                Files.delete(part);
                return Optional.empty();
            }
            var name = file.getFileName().toString();
            Files.write(file.resolveSibling(name + UNCOMMITTED), new byte[0]);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            synchronized (Spool.this) {
                keptSince.add(name);
            }
            return Optional.of(name);
        }
    }
}
