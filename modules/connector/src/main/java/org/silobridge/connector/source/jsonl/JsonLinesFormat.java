package org.silobridge.connector.source.jsonl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.file.FileFormat;
import org.silobridge.connector.source.file.FileTrouble;
import org.silobridge.connector.source.file.Spool;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/** JSON Lines. A path that no row has is no fault of the file: it has no value, as any absent one. */
record JsonLinesFormat(JsonLinesSettings settings) implements FileFormat {
    /** How many rows the look at a file reads. */
    private static final int SAMPLE = 100;

    @Override
    public SourceKind kind() {
        return SourceKind.JSONL;
    }

    @Override
    public void check(Path file, String name, List<String> columns, List<Violation> violations) {
        try (var open = JsonLinesFile.open(settings, file, name, columns, Map.of(), Spool.NONE)) {
            int rows = 0;
            int undecoded = 0;
            int faulty = 0;
            for (var row = open.next(); row != null && rows < SAMPLE; row = open.next()) {
                rows++;
                undecoded += open.undecoded() ? 1 : 0;
                faulty += row.fault().isPresent() ? 1 : 0;
            }
            if (undecoded * 2 > rows) {
                violations.add(new Violation(
                        name, null, Reason.of("connector.source.not-in-encoding", "encoding", settings.encoding())));
            } else if (rows > 0 && faulty == rows) {
                violations.add(new Violation(name, null, Reason.of("connector.source.no-json-lines")));
            }
        } catch (IOException e) {
            violations.add(FileTrouble.violation(name, e));
        }
    }

    @Override
    public OpenFile open(Path file, String name, List<String> columns, Map<String, String> state, Spool spool)
            throws IOException {
        return JsonLinesFile.open(settings, file, name, columns, state, spool);
    }
}
