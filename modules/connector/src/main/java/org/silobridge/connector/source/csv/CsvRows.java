package org.silobridge.connector.source.csv;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.Rows;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.connector.source.file.FileTrouble;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;

/** The rows of several CSV files. What earlier runs committed is read again, compared by digest and marked done. */
final class CsvRows implements Rows {
    private final CsvSettings settings;
    private final Iterator<Path> files;
    private final List<String> columns;
    private final Map<String, SourcePosition> positions;
    private final List<SourcePosition> ended = new ArrayList<>();
    private @Nullable CsvFile file;
    private String name = "";
    private boolean moved;

    CsvRows(CsvSettings settings, List<Path> files, List<String> columns, Map<String, SourcePosition> positions) {
        this.settings = settings;
        this.files = files.iterator();
        this.columns = columns;
        this.positions = positions;
    }

    @Override
    public @Nullable SourceRow next() {
        try {
            return nextOfAll();
        } catch (EOFException | ZipException e) {
            // A gzip file that is cut off or broken is the department's to mend; what was read up to there stays.
            throw new RefusedException(
                    Refusal.of(Refusal.Kind.INVALID, Reason.of("connector.source.gzip-broken", "file", name)));
        } catch (IOException e) {
            throw FileTrouble.refused(name, e);
        }
    }

    private @Nullable SourceRow nextOfAll() throws IOException {
        while (true) {
            var current = file;
            if (current == null) {
                if (!files.hasNext()) {
                    return null;
                }
                var path = files.next();
                name = CsvFile.name(settings, path);
                current = CsvFile.open(settings, path, columns, positions.get(name));
                file = current;
            }
            var row = current.next();
            if (row != null) {
                moved |= !row.done();
                return row;
            }
            if (moved) {
                ended.add(current.position());
                moved = false;
            }
            file = null;
            current.close();
        }
    }

    @Override
    public boolean ended() {
        return file == null && !files.hasNext();
    }

    @Override
    public List<SourcePosition> advance() {
        var positions = new ArrayList<>(ended);
        ended.clear();
        if (moved && file != null) {
            positions.add(file.position());
            moved = false;
        }
        return positions;
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
