package org.silobridge.connector.source.cap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.connector.source.file.FileBytes;
import org.silobridge.connector.source.file.FileFormat;
import org.silobridge.connector.source.file.WholeFile;
import org.silobridge.model.Reason;

/** One alert being read; itself the view of its current row. Its rows have no bytes of their own: they have the file's. */
final class CapFile implements SourceRow, FileFormat.OpenFile {
    private final Path path;
    private final String name;
    private final List<String> columns;
    private final WholeFile whole;
    private final Iterator<Map<String, String>> rows;
    private Map<String, String> row = Map.of();
    private long number;
    private boolean done;

    CapFile(CapSettings settings, Path path, String name, List<String> columns, Map<String, String> state)
            throws IOException {
        this.path = path;
        this.name = name;
        this.columns = columns;
        this.whole = new WholeFile(path, name, state);
        try (var in = FileBytes.open(path)) {
            this.rows =
                    CapAlert.read(in, settings.maxBytes()).rows(settings.rows()).iterator();
        }
    }

    @Override
    public @Nullable SourceRow next() {
        if (!rows.hasNext()) {
            return null;
        }
        row = rows.next();
        done = whole.next(++number);
        return this;
    }

    @Override
    public Map<String, String> state() {
        return whole.state();
    }

    @Override
    public String part() {
        return name;
    }

    /** The how manieth of the alert's rows it is. */
    @Override
    public long line() {
        return number;
    }

    @Override
    public boolean done() {
        return done;
    }

    @Override
    public Optional<Reason> fault() {
        return Optional.empty();
    }

    @Override
    public String text(int column) {
        return row.getOrDefault(columns.get(column), "");
    }

    /** XML says itself what it is in. */
    @Override
    public String encoding() {
        return "";
    }

    @Override
    public long rawLength() {
        return path.toFile().length();
    }

    @Override
    public String rawDigest() {
        return whole.digest();
    }

    @Override
    public byte @Nullable [] raw(@Nullable Set<String> kept) {
        try {
            return kept == null ? Files.readAllBytes(path) : null;
        } catch (IOException e) {
            return null; // it was there a moment ago; name and digest lead to it
        }
    }

    @Override
    public void close() {}
}
