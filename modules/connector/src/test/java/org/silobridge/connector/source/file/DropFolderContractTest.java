package org.silobridge.connector.source.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceContractTest;
import org.silobridge.connector.source.csv.CsvSettings;

/** A folder that is watched, with a file that grows. */
class DropFolderContractTest extends SourceContractTest {
    @TempDir
    private Path directory;

    @Override
    protected Source source() {
        var files = new FilesSettings(directory, "*.csv", true, Duration.ZERO, false);
        return new CsvSettings(files, StandardCharsets.UTF_8, ',', true, 1_000).source(context());
    }

    @Override
    protected void offer(List<Told> rows) throws IOException {
        var file = directory.resolve("a.csv");
        var text = new StringBuilder(Files.exists(file) ? "" : "text,id\n");
        for (var row : rows) {
            text.append('"')
                    .append(row.text().replace("\"", "\"\""))
                    .append("\",")
                    .append(row.id())
                    .append('\n');
        }
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    protected void alterFirst() throws IOException {
        var file = directory.resolve("a.csv");
        Files.writeString(file, Files.readString(file).replace(",k1\n", ",k9\n"));
    }

    /** Whatever the header of files to come, those that are there are looked at. */
    @Override
    protected boolean knowsItsColumns() {
        return true;
    }
}
