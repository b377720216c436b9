package org.silobridge.connector.source.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.InPlaceOfRow;
import org.silobridge.connector.source.SnapshotRows;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.connector.source.file.FileFormat.OpenFile;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;

/**
 * Files of which each is a snapshot, in the order of their names. A file that was taken and is not touched since is passed
 * over; one that is written anew under the same name is the next snapshot; one that comes later and stands before the last
 * taken is refused, since it would bring back what was. A file that was begun goes on where it was, if neither it nor
 * what decides about its rows has changed; else it is read from its beginning.
 */
final class SnapshotFiles implements SnapshotRows {
    private static final Duration MOMENT = Duration.ofMillis(20);

    /** In a position: what decided about the rows, when the file was begun. */
    private static final String READER = "reader";

    /** In a position: the size and time of a file that was taken. */
    private static final String ENDED = "ended";

    /** In a position: the SHA-256 of a file that was refused or could not be read. */
    private static final String BROKEN = "broken";

    private static final String CHANGED_MEANWHILE = "connector.snapshot.changed-meanwhile";

    private final FilesSettings settings;
    private final FileFormat format;
    private final List<String> columns;
    private final Map<String, SourcePosition> positions;
    private final String reader;
    private final Spool spool;
    private final Upcoming upcoming;
    private final Absences absences;
    private final List<SourcePosition> reached = new ArrayList<>();
    /** Of the file at hand, and whatever else was committed since it was begun. */
    private final Map<String, SourcePosition> committed = new ConcurrentHashMap<>();

    private @Nullable SourcePosition unsettled;
    private @Nullable SourcePosition advancedTo;
    private @Nullable Path path;
    private @Nullable OpenFile file;
    /** The part that is the last by its file's name among those that were taken, or begun to be; empty if none was. */
    private String lastTaken = "";

    private String name = "";
    private String stamp = "";
    private int readings;
    private boolean looking;
    private boolean moved;
    private boolean atEnd;

    SnapshotFiles(
            FilesSettings settings,
            FileFormat format,
            List<String> columns,
            Map<String, SourcePosition> positions,
            String reader,
            Spool spool,
            Collection<Path> files,
            Supplier<List<Path>> look,
            Clock clock) {
        this.settings = settings;
        this.format = format;
        this.columns = columns;
        this.positions = new HashMap<>(positions);
        this.reader = Digests.of((reader + " " + format + " " + columns).getBytes(StandardCharsets.UTF_8))
                .substring(0, 16);
        this.spool = spool;
        this.upcoming = new Upcoming(settings, files, look);
        var here = List.copyOf(files);
        this.absences = new Absences(settings, clock, settings.watch() ? look : () -> here);
        positions.values().forEach(this::noteIfTaken);
    }

    /** Stands behind the last row of a file. */
    private record End(String part) implements InPlaceOfRow {
        @Override
        public boolean endsPart() {
            return true;
        }
    }

    @Override
    public @Nullable SourceRow next() {
        if (atEnd) {
            throw new IllegalStateException("the end of " + name + " was neither accepted nor refused");
        }
        while (true) {
            if (path == null) {
                var next = upcoming();
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
                var row = file == null ? begun(at) : read(at, file);
                if (row != null) {
                    return row;
                }
            } catch (NoSuchFileException e) {
                if (!settings.watch()) {
                    throw FileTrouble.refused(name, e);
                }
                leave(); // taken away before its turn came
            } catch (IOException e) {
                var reason = FileRows.broken(e, name);
                if (reason == null) {
                    throw FileTrouble.refused(name, e);
                }
                var broken = refuse(reason);
                if (broken != null) {
                    return broken;
                }
            } catch (RefusedException e) {
                // What was still being written is not broken: it is taken at the next start.
                if (!settings.setAside() || e.refusal().reason().code().equals(CHANGED_MEANWHILE)) {
                    throw e;
                }
                var broken = setAside(at, FileRows.reason(e.refusal()));
                if (broken != null) {
                    return broken;
                }
            }
        }
    }

    private @Nullable Path upcoming() {
        if (!settled()) {
            LockSupport.parkNanos(MOMENT.toNanos());
            return null;
        }
        committed.clear();
        absences.changed(positions, lastTaken).forEach(this::reach);
        return upcoming.next();
    }

    private void reach(SourcePosition position) {
        if (position.forgets()) {
            positions.remove(position.part());
        } else {
            positions.put(position.part(), position);
        }
        reached.add(position);
    }

    /** Opens a file, to look at it or to go on. @return what stands in its place if it is not read; null if its rows are next, or nothing is */
    private @Nullable SourceRow begun(Path at) throws IOException {
        stamp = Upcoming.stampOf(at);
        if (stamp.isEmpty() && Files.notExists(at)) {
            throw new NoSuchFileException(name);
        }
        var stored = positions.get(name);
        var known = stored == null ? null : Absences.back(stored);
        if (known != null && !known.equals(stored)) {
            reach(known);
        }
        var state = known == null ? new TreeMap<String, String>() : new TreeMap<>(known.state());
        var ended = state.remove(ENDED);
        var broken = state.remove(BROKEN);
        boolean sameReader = reader.equals(state.remove(READER));
        boolean sameFile = stamp.equals(state.remove(SourcePosition.SNAPSHOT));
        boolean late = isBeforeTheLastTaken(at);
        if (stamp.equals(ended)
                || (late && ended != null && isAsRead(at, state))
                || (broken != null
                        && settings.setAside()
                        && sameReader
                        && Digests.of(at).equals(broken))) {
            upcoming.leave(name, stamp);
            leave();
            return null;
        }
        if (late) {
            return refuse(Reason.of("connector.snapshot.late", "file", name, "last", lastTaken));
        }
        if (ended != null || broken != null || !sameReader || !sameFile) {
            state.clear();
        }
        if (settings.setAside() && state.isEmpty()) {
            var violations = new ArrayList<Violation>();
            format.check(at, name, columns, violations);
            if (!violations.isEmpty()) {
                return setAside(at, violations.get(0).reason());
            }
        }
        begin(at, state, state.isEmpty());
        return null;
    }

    /** Whether a file that was taken has the same rows still, though it was touched, as where it was copied back. */
    private boolean isAsRead(Path at, Map<String, String> state) throws IOException {
        try (var open = format.open(at, name, columns, state, Spool.NONE)) {
            for (var row = open.next(); row != null; row = open.next()) {
                if (!row.done()) {
                    return false;
                }
            }
            return open.state().equals(state);
        } catch (RefusedException e) {
            return false;
        }
    }

    private void begin(Path at, Map<String, String> state, boolean toLook) throws IOException {
        file = format.open(at, name, columns, state, toLook ? Spool.NONE : spool);
        looking = toLook;
        moved = false;
        advancedTo = null;
        readings++;
    }

    private boolean isBeforeTheLastTaken(Path at) {
        return at.getFileName().toString().compareTo(fileName(lastTaken)) < 0;
    }

    private void noteIfTaken(SourcePosition position) {
        var state = position.state();
        // Begun is as good as taken: what goes on in it does not say again what stands before.
        boolean taken = state.containsKey(ENDED) || (state.containsKey(Prefix.LINE) && !state.containsKey(BROKEN));
        if (taken && fileName(position.part()).compareTo(fileName(lastTaken)) >= 0) {
            lastTaken = position.part();
        }
    }

    private static String fileName(String part) {
        return part.substring(part.lastIndexOf('/') + 1);
    }

    private @Nullable SourceRow read(Path at, OpenFile open) throws IOException {
        var row = open.next();
        if (row != null) {
            moved |= !looking && !row.done();
            return row;
        }
        if (!isAsItWas(at)) {
            again(at);
            return null;
        }
        atEnd = true;
        return new End(name);
    }

    private boolean isAsItWas(Path at) {
        return Upcoming.stampOf(at).equals(stamp);
    }

    /** What is written still is taken when it is complete; what was published of it stays until then. */
    private void again(Path at) {
        if (!settings.watch()) {
            throw new RefusedException(Refusal.of(Refusal.Kind.CONFLICT, Reason.of(CHANGED_MEANWHILE, "file", name)));
        }
        if (moved) {
            settle(inProgress());
        } else if (advancedTo != null) {
            positions.put(name, advancedTo);
            unsettled = advancedTo;
        }
        upcoming.again(at);
        leave();
    }

    private SourcePosition inProgress() {
        var open = file;
        var state = open == null ? new TreeMap<String, String>() : new TreeMap<>(open.state());
        state.put(SourcePosition.SNAPSHOT, stamp);
        state.put(READER, reader);
        return new SourcePosition(format.kind(), name, state);
    }

    @Override
    public int reading() {
        return readings;
    }

    @Override
    public boolean looking() {
        return looking;
    }

    @Override
    public void accept() {
        var at = path;
        if (at == null || file == null) {
            throw new IllegalStateException("no file is being read");
        }
        atEnd = false;
        if (looking) {
            try {
                file.close();
                begin(at, Map.of(), false);
            } catch (IOException e) {
                if (!settings.watch() || isAsItWas(at)) {
                    throw FileTrouble.refused(name, e);
                }
                again(at);
            } catch (RefusedException e) {
                if (isAsItWas(at)) {
                    throw e;
                }
                again(at);
            }
            return;
        }
        var state = new TreeMap<>(inProgress().state());
        state.put(ENDED, stamp);
        settle(new SourcePosition(format.kind(), name, state));
        upcoming.leave(name, stamp);
        leave();
    }

    @Override
    public @Nullable SourceRow refuse(Reason reason) {
        atEnd = false;
        var at = path;
        if (at != null && !isAsItWas(at)) {
            again(at);
            return null;
        }
        if (!settings.setAside() || at == null) {
            throw new RefusedException(Refusal.of(Refusal.Kind.INVALID, reason));
        }
        return setAside(at, reason);
    }

    private @Nullable SourceRow setAside(Path at, Reason reason) {
        var row = BrokenFile.of(at, name, reason, stamp);
        if (row.isEmpty()) {
            again(at);
            return null;
        }
        var known = positions.get(name);
        var state = new TreeMap<>(
                known == null || (file != null && !looking) ? inProgress().state() : known.state());
        state.put(BROKEN, row.get().rawDigest());
        state.put(READER, reader);
        state.put(SourcePosition.SNAPSHOT, stamp);
        settle(new SourcePosition(format.kind(), name, state));
        upcoming.leave(name, stamp);
        leave();
        return row.get();
    }

    /** This is the last position of the file for now; before it is committed nothing else is begun. */
    private void settle(SourcePosition position) {
        reach(position);
        noteIfTaken(position);
        unsettled = position;
    }

    @Override
    public boolean settled() {
        var waiting = unsettled;
        if (waiting != null && waiting.equals(committed.get(waiting.part()))) {
            unsettled = null;
        }
        return unsettled == null;
    }

    @Override
    public Optional<String> digest() {
        var at = path;
        if (at == null) {
            throw new IllegalStateException("no file is being read");
        }
        try {
            return Optional.of(Digests.of(at));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw FileTrouble.refused(name, e);
        }
    }

    private void leave() {
        var open = file;
        file = null;
        path = null;
        looking = false;
        moved = false;
        advancedTo = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            throw FileTrouble.refused(name, e);
        }
    }

    @Override
    public boolean ended() {
        return path == null && upcoming.ended() && settled();
    }

    @Override
    public List<SourcePosition> advance() {
        var advanced = new ArrayList<>(reached);
        reached.clear();
        if (file != null && !looking && (moved || atEnd)) {
            advancedTo = inProgress();
            advanced.add(advancedTo);
            moved = false;
        }
        spool.advanced(advanced);
        return advanced;
    }

    @Override
    public void committed(List<SourcePosition> done) {
        spool.committed(done);
        done.forEach(position -> committed.put(position.part(), position));
    }

    @Override
    public void close() {
        leave();
    }
}
