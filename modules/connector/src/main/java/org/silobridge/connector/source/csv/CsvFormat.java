package org.silobridge.connector.source.csv;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.file.FileFormat;
import org.silobridge.connector.source.file.Spool;
import org.silobridge.model.Violation;

/** CSV. Columns may stand in any order, in each file another. */
record CsvFormat(CsvSettings settings) implements FileFormat {
    @Override
    public SourceKind kind() {
        return SourceKind.CSV;
    }

    @Override
    public void check(Path file, String name, List<String> columns, List<Violation> violations) {
        CsvFile.check(settings, file, name, columns, violations);
    }

    @Override
    public OpenFile open(Path file, String name, List<String> columns, Map<String, String> state, Spool spool)
            throws IOException {
        return CsvFile.open(settings, file, name, columns, state, spool);
    }
}
