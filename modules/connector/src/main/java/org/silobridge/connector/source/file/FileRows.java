package org.silobridge.connector.source.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.Rows;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.connector.source.file.FileFormat.OpenFile;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;

/**
 * The rows of files, one file after the other. What earlier runs committed is read again, compared and marked done; but
 * for files that were watched, read to their end and not touched since, which are passed over.
 */
final class FileRows implements Rows {
    /** In a position: the SHA-256 of a file that could not be read, and what it could not be read with. */
    private static final String BROKEN = "broken";

    private static final String READER = "reader";

    /** In a position: the size and time of a file that was read to its end. */
    private static final String ENDED = "ended";

    private final FilesSettings settings;
    private final FileFormat format;
    private final List<String> columns;
    private final Map<String, SourcePosition> positions;
    private final Spool spool;
    private final Upcoming upcoming;
    private final Absences absences;
    private final List<SourcePosition> reached = new ArrayList<>();
    private final long size;
    private @Nullable Path path;
    private @Nullable OpenFile file;
    private volatile @Nullable OpenFile watched;
    private final AtomicLong sizeLeft = new AtomicLong();
    private String name = "";
    private String stamp = "";
    private boolean moved;

    FileRows(
            FilesSettings settings,
            FileFormat format,
            List<String> columns,
            Map<String, SourcePosition> positions,
            Spool spool,
            Collection<Path> files,
            Supplier<List<Path>> look,
            Clock clock) {
        this.settings = settings;
        this.format = format;
        this.columns = columns;
        this.positions = new HashMap<>(positions);
        this.spool = spool;
        this.upcoming = new Upcoming(settings, files, look);
        var here = List.copyOf(files);
        this.absences = new Absences(settings, clock, settings.watch() ? look : () -> here);
        this.size = files.stream().mapToLong(FileRows::sizeOf).sum();
        this.sizeLeft.set(size);
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // reading it will say why
        }
    }

    @Override
    public OptionalDouble share() {
        if (settings.watch() || size == 0) {
            return OptionalDouble.empty();
        }
        var open = watched;
        double read = size - sizeLeft.get() + (open == null ? 0 : open.bytesRead());
        return OptionalDouble.of(Math.max(0, Math.min(1, read / size)));
    }

    @Override
    public @Nullable SourceRow next() {
        while (true) {
            if (file == null) {
                absences.changed(positions, "").forEach(this::reach);
                var next = upcoming.next();
                if (next == null) {
                    return null;
                }
                path = next;
                name = settings.name(next);
            }
            var at = path;
            if (at == null) {
                throw new IllegalStateException("no file is being read");
            }
            try {
                var row = file == null ? begun(at) : read(file);
                if (row != null) {
                    return row;
                }
            } catch (NoSuchFileException e) {
                if (!settings.watch()) {
                    throw FileTrouble.refused(name, e);
                }
                letGo(); // taken away before its turn came; what comes in its place is new
            } catch (IOException e) {
                var reason = broken(e);
                if (!settings.setAside() || reason == null) {
                    throw reason == null
                            ? FileTrouble.refused(name, e)
                            : new RefusedException(Refusal.of(Refusal.Kind.INVALID, reason));
                }
                var broken = setAside(at, reason);
                if (broken != null) {
                    return broken;
                }
            } catch (RefusedException e) {
                if (!settings.setAside()) {
                    throw e;
                }
                var broken = setAside(at, reason(e.refusal()));
                if (broken != null) {
                    return broken;
                }
            }
        }
    }

    /** Why a file cannot be read and never will be as it is; null where it is not the file. */
    static @Nullable Reason broken(IOException trouble, String name) {
        if (trouble instanceof BrokenFileException broken) {
            return broken.reason();
        }
        return trouble instanceof EOFException || trouble instanceof ZipException
                ? Reason.of("connector.source.gzip-broken", "file", name)
                : null;
    }

    private @Nullable Reason broken(IOException trouble) {
        return broken(trouble, name);
    }

    /** What is wrong with the file rather than that something is. */
    static Reason reason(Refusal refusal) {
        return refusal.violations().isEmpty()
                ? refusal.reason()
                : refusal.violations().get(0).reason();
    }

    /** Opens a file. @return what stands in its place if it cannot be read; null if its rows are next, or nothing is */
    private @Nullable SourceRow begun(Path at) throws IOException {
        stamp = Upcoming.stampOf(at);
        if (stamp.isEmpty() && Files.notExists(at)) {
            throw new NoSuchFileException(name);
        }
        var committed = known();
        var state = committed == null ? new TreeMap<String, String>() : new TreeMap<>(committed.state());
        var ended = state.remove(ENDED);
        var broken = state.remove(BROKEN);
        var reader = state.remove(READER);
        if ((settings.watch() && stamp.equals(ended))
                || (broken != null
                        && settings.setAside()
                        && reader().equals(reader)
                        && Digests.of(at).equals(broken))) {
            leave();
            return null;
        }
        if (settings.setAside() && state.isEmpty()) {
            var violations = new ArrayList<Violation>();
            format.check(at, name, columns, violations);
            if (!violations.isEmpty()) {
                return setAside(at, violations.get(0).reason());
            }
        }
        file = format.open(at, name, columns, state, spool);
        watched = file;
        return null;
    }

    private @Nullable SourceRow read(OpenFile open) throws IOException {
        var row = open.next();
        if (row != null) {
            moved |= !row.done();
            return row;
        }
        var state = new TreeMap<>(open.state());
        if (settings.watch()) {
            state.put(ENDED, stamp);
        }
        var position = new SourcePosition(format.kind(), name, state);
        if (moved || (settings.watch() && !position.equals(positions.get(name)) && !onlyHeader(state))) {
            reached.add(position);
        }
        positions.put(name, position);
        leave();
        return null;
    }

    /** Of a file without rows nothing is kept: there is nothing that could be published twice. */
    private boolean onlyHeader(Map<String, String> state) {
        return "0".equals(state.get(Prefix.LINE));
    }

    /** Goes on to the next file; this one comes again when it is touched. What it was read to has to be noted before. */
    private void leave() {
        upcoming.leave(name, stamp);
        letGo();
    }

    private void letGo() {
        moved = false;
        var open = file;
        watched = null;
        if (path != null) {
            sizeLeft.addAndGet(-sizeOf(path));
        }
        file = null;
        path = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            throw FileTrouble.refused(name, e);
        }
    }

    /** @return null if the fault need not be that of the file as it is now: then that comes again */
    private @Nullable SourceRow setAside(Path at, Reason reason) {
        var state = new TreeMap<String, String>();
        var known = known();
        if (file != null && moved) {
            state.putAll(file.state());
        } else if (known != null) {
            state.putAll(known.state());
            state.remove(ENDED);
        }
        var row = BrokenFile.of(at, name, reason, stamp);
        if (row.isEmpty()) {
            if (moved) {
                reach(state);
            }
            upcoming.again(at);
            letGo();
            return null;
        }
        state.put(BROKEN, row.get().rawDigest());
        state.put(READER, reader());
        reach(state);
        leave();
        return row.get();
    }

    private void reach(Map<String, String> state) {
        reach(new SourcePosition(format.kind(), name, state));
    }

    private void reach(SourcePosition position) {
        if (position.forgets()) {
            positions.remove(position.part());
        } else {
            positions.put(position.part(), position);
        }
        reached.add(position);
    }

    /** How far the file at hand was read, which is there. */
    private @Nullable SourcePosition known() {
        var stored = positions.get(name);
        if (stored == null) {
            return null;
        }
        var known = Absences.back(stored);
        if (!known.equals(stored)) {
            reach(known);
        }
        return known;
    }

    /** What a file could not be read with: with other settings or columns it is tried again. */
    private String reader() {
        return Digests.of((format + " " + columns).getBytes(StandardCharsets.UTF_8))
                .substring(0, 16);
    }

    @Override
    public boolean ended() {
        return file == null && upcoming.ended();
    }

    @Override
    public List<SourcePosition> advance() {
        var advanced = new ArrayList<>(reached);
        reached.clear();
        if (moved && file != null) {
            var position = new SourcePosition(format.kind(), name, file.state());
            positions.put(name, position);
            advanced.add(position);
            moved = false;
        }
        spool.advanced(advanced);
        return advanced;
    }

    @Override
    public void committed(List<SourcePosition> done) {
        spool.committed(done);
    }

    @Override
    public void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw FileTrouble.refused(name, e);
            }
        }
    }
}
