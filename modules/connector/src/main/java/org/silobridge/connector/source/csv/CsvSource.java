package org.silobridge.connector.source.csv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.silobridge.connector.source.Rows;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.connector.source.file.FileTrouble;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;

/** CSV files, one after the other by name. Their columns may stand in any order, in each file another. */
public final class CsvSource implements Source {
    private final CsvSettings settings;

    public CsvSource(CsvSettings settings) {
        this.settings = settings;
    }

    @Override
    public SourceKind kind() {
        return SourceKind.CSV;
    }

    @Override
    public List<Violation> check(List<String> columns) {
        var violations = new ArrayList<Violation>();
        var files = files(violations);
        for (var file : files) {
            CsvFile.check(settings, file, columns, violations);
        }
        return violations;
    }

    @Override
    public Rows open(List<String> columns, Map<String, SourcePosition> positions) {
        var violations = new ArrayList<Violation>();
        var files = files(violations);
        if (!violations.isEmpty()) {
            throw new RefusedException(
                    new Refusal(Refusal.Kind.INVALID, Reason.of("connector.source.unreadable"), violations));
        }
        return new CsvRows(settings, files, columns, positions);
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
                violations.add(violation("connector.source.no-file"));
                return List.of();
            }
            return List.of(file);
        }
        var matcher = directory.getFileSystem().getPathMatcher("glob:" + escaped(name));
        var files = new ArrayList<Path>();
        try (var entries = Files.list(directory)) {
            entries.filter(Files::isRegularFile)
                    .filter(entry -> matcher.matches(entry.getFileName()))
                    .sorted(Comparator.comparing(entry -> entry.getFileName().toString()))
                    .forEach(files::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            violations.add(violation("connector.source.no-directory"));
            return List.of();
        }
        if (files.isEmpty()) {
            violations.add(violation("connector.source.no-file"));
        }
        return files;
    }

    /** Only {@code *} and {@code ?} are special to us. */
    private static String escaped(String name) {
        return name.replaceAll("[\\\\\\[\\]{}]", "\\\\$0");
    }

    private Violation violation(String code) {
        return new Violation("source.csv.path", settings.path(), Reason.of(code));
    }
}
