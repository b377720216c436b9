package org.silobridge.connector.source.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.silobridge.connector.source.Rows;
import org.silobridge.connector.source.SnapshotRows;
import org.silobridge.connector.source.SnapshotSettings;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceContext;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;

/**
 * Files of one format, one after the other by name; each is a part. Watched, it takes each file once it is complete: under a
 * name that does not say that it is being written, and unchanged for a while.
 */
public final class FileSource implements Source {
    private final FilesSettings settings;
    private final FileFormat format;
    private final SourceContext context;

    public FileSource(FilesSettings settings, FileFormat format, SourceContext context) {
        this.settings = settings;
        this.format = format;
        this.context = context;
    }

    @Override
    public SourceKind kind() {
        return format.kind();
    }

    @Override
    public boolean continuous() {
        return settings.watch();
    }

    @Override
    public List<Violation> check(List<String> columns) {
        var violations = new ArrayList<Violation>();
        var files = files(violations);
        if (!settings.setAside()) {
            for (var file : files) {
                format.check(file, settings.name(file), columns, violations);
            }
        }
        return violations;
    }

    @Override
    public Rows open(List<String> columns, Map<String, SourcePosition> positions) {
        return rows(settings, columns, positions, spool());
    }

    private Spool spool() {
        return Spool.of(context);
    }

    @Override
    public Optional<SnapshotSettings> snapshots() {
        return settings.snapshot();
    }

    @Override
    public SnapshotRows openSnapshots(List<String> columns, Map<String, SourcePosition> positions, String reader) {
        var files = readable();
        return new SnapshotFiles(
                settings, format, columns, positions, reader, spool(), files, this::filesNow, context.clock());
    }

    @Override
    public Rows preview(List<String> columns) {
        var once = new FilesSettings(settings.base(), settings.path(), false, settings.quiet(), settings.setAside());
        return rows(once, columns, Map.of(), Spool.NONE);
    }

    private Rows rows(FilesSettings reading, List<String> columns, Map<String, SourcePosition> positions, Spool spool) {
        return new FileRows(reading, format, columns, positions, spool, readable(), this::filesNow, context.clock());
    }

    private List<Path> readable() {
        var violations = new ArrayList<Violation>();
        var files = files(violations);
        if (!violations.isEmpty()) {
            throw new RefusedException(
                    new Refusal(Refusal.Kind.INVALID, Reason.of("connector.source.unreadable"), violations));
        }
        return files;
    }

    private List<Path> filesNow() {
        var violations = new ArrayList<Violation>();
        var files = files(violations);
        if (!violations.isEmpty()) {
            // A drop folder may be away for a while, as a network drive is: what waits for it asks again.
            throw new RefusedException(
                    new Refusal(Refusal.Kind.UNAVAILABLE, Reason.of("connector.source.unreadable"), violations));
        }
        return files;
    }

    private List<Path> files(List<Violation> violations) {
        try {
            return found(violations);
        } catch (InvalidPathException e) {
            violations.add(violation("connector.source.no-file"));
            return List.of();
        } catch (UncheckedIOException e) {
            var cause = e.getCause();
            violations.add(FileTrouble.violation(settings.path(), cause == null ? new IOException(e) : cause));
            return List.of();
        } catch (IOException e) {
            violations.add(FileTrouble.violation(settings.path(), e));
            return List.of();
        }
    }

    private List<Path> found(List<Violation> violations) throws IOException {
        int cut = settings.path().lastIndexOf('/');
        var directory = settings.base().resolve(cut < 0 ? "" : settings.path().substring(0, cut + 1));
        var name = settings.path().substring(cut + 1);
        if (name.indexOf('*') < 0 && name.indexOf('?') < 0) {
            var file = directory.resolve(name);
            if (!Files.isRegularFile(file)) {
                if (!settings.watch()) {
                    violations.add(violation("connector.source.no-file"));
                }
                return List.of();
            }
            return settings.watch() && !complete(file, context.clock()) ? List.of() : List.of(file);
        }
        var matcher = directory.getFileSystem().getPathMatcher("glob:" + escaped(name));
        var files = new ArrayList<Path>();
        try (var entries = Files.list(directory)) {
            entries.filter(Files::isRegularFile)
                    .filter(entry -> matcher.matches(entry.getFileName()))
                    .filter(entry -> !settings.watch() || complete(entry, context.clock()))
                    .sorted(Comparator.comparing(entry -> entry.getFileName().toString()))
                    .forEach(files::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            violations.add(violation("connector.source.no-directory"));
            return List.of();
        }
        if (files.isEmpty() && !settings.watch()) {
            violations.add(violation("connector.source.no-file"));
        }
        return files;
    }

    private boolean complete(Path file, Clock clock) {
        var name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.startsWith(".")
                || name.startsWith("~")
                || name.matches(".*\\.(tmp|temp|part|partial|filepart|crdownload)")) {
            return false;
        }
        try {
            var modified = Files.getLastModifiedTime(file).toInstant();
            return !modified.isAfter(clock.instant().minus(settings.quiet()));
        } catch (IOException e) {
            return false; // renamed or removed a moment ago
        }
    }

    /** Only {@code *} and {@code ?} are special to us. */
    private static String escaped(String name) {
        return name.replaceAll("[\\\\\\[\\]{}]", "\\\\$0");
    }

    private Violation violation(String code) {
        return new Violation("source." + format.kind() + ".path", settings.path(), Reason.of(code));
    }
}
