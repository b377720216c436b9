package org.silobridge.connector.source.jsonl;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceContractTest;
import org.silobridge.connector.source.file.FilesSettings;

class JsonLinesSourceContractTest extends SourceContractTest {
    @TempDir
    private Path directory;

    @Override
    protected List<String> columns() {
        return List.of("id", "what.texts.0");
    }

    @Override
    protected Source source() {
        return new JsonLinesSettings(FilesSettings.of(directory, "*.jsonl"), StandardCharsets.UTF_8, 1_000)
                .source(context());
    }

    @Override
    protected void offer(List<Told> rows) throws IOException {
        for (var row : rows) {
            var object = Map.of("what", Map.of("texts", List.of(row.text(), "other")), "id", row.id());
            Files.writeString(
                    directory.resolve("a.jsonl"),
                    new ObjectMapper().writeValueAsString(object) + "\r\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    @Override
    protected void alterFirst() throws IOException {
        var file = directory.resolve("a.jsonl");
        Files.writeString(file, Files.readString(file).replace("\"k1\"", "\"k9\""));
    }

    /** A path that no row has yet is none that no row will have. */
    @Override
    protected boolean knowsItsColumns() {
        return false;
    }
}
