package org.silobridge.connector.source.cap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.file.FileBytes;
import org.silobridge.connector.source.file.FileFormat;
import org.silobridge.connector.source.file.FileTrouble;
import org.silobridge.connector.source.file.Spool;
import org.silobridge.contract.yaml.NearestWord;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/** CAP 1.2. */
record CapFormat(CapSettings settings) implements FileFormat {
    @Override
    public SourceKind kind() {
        return SourceKind.CAP;
    }

    @Override
    public void check(Path file, String name, List<String> columns, List<Violation> violations) {
        for (var column : columns) {
            if (!CapColumns.knows(column)) {
                var near = NearestWord.to(column, CapColumns.NAMES);
                violations.add(new Violation(
                        "source.cap",
                        column,
                        near.isPresent()
                                ? Reason.of("connector.source.no-column-near", "column", column, "near", near.get())
                                : Reason.of(
                                        "connector.source.no-column",
                                        "column",
                                        column,
                                        "columns",
                                        String.join(", ", CapColumns.NAMES))));
            }
        }
        try (var in = FileBytes.open(file)) {
            CapAlert.read(in, settings.maxBytes());
        } catch (IOException e) {
            violations.add(FileTrouble.violation(name, e));
        }
    }

    @Override
    public OpenFile open(Path file, String name, List<String> columns, Map<String, String> state, Spool spool)
            throws IOException {
        return new CapFile(settings, file, name, columns, state);
    }
}
