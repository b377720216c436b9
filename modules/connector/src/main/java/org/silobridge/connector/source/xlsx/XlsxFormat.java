package org.silobridge.connector.source.xlsx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.file.FileFormat;
import org.silobridge.connector.source.file.FileTrouble;
import org.silobridge.connector.source.file.Spool;
import org.silobridge.model.Violation;

/** XLSX. Columns may stand in any order, in each file another. */
record XlsxFormat(XlsxSettings settings) implements FileFormat {
    @Override
    public SourceKind kind() {
        return SourceKind.XLSX;
    }

    @Override
    public void check(Path file, String name, List<String> columns, List<Violation> violations) {
        try (var open = new XlsxFile(settings, file, name, Map.of())) {
            violations.addAll(open.bind(columns));
        } catch (IOException e) {
            violations.add(FileTrouble.violation(name, e));
        }
    }

    @Override
    public OpenFile open(Path file, String name, List<String> columns, Map<String, String> state, Spool spool)
            throws IOException {
        return XlsxFile.open(settings, file, name, columns, state);
    }
}
