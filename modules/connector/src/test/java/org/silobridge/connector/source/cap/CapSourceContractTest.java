package org.silobridge.connector.source.cap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceContractTest;
import org.silobridge.connector.source.file.FilesSettings;

class CapSourceContractTest extends SourceContractTest {
    @TempDir
    private Path directory;

    private int files;

    @Override
    protected List<String> columns() {
        return List.of("info.event", "info.headline");
    }

    @Override
    protected Source source() {
        return new CapSettings(FilesSettings.of(directory, "*.cap"), CapSettings.RowPer.INFO, 10_000).source(context());
    }

    @Override
    protected void offer(List<Told> rows) throws IOException {
        write(++files, rows);
    }

    private void write(int file, List<Told> rows) throws IOException {
        var text =
                new StringBuilder("<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>1</identifier>");
        for (var row : rows) {
            text.append("<info><event>" + row.id() + "</event><headline>" + row.text() + "</headline></info>");
        }
        Files.writeString(directory.resolve(String.format(Locale.ROOT, "%03d.cap", file)), text + "</alert>");
    }

    @Override
    protected void alterFirst() throws IOException {
        var first = directory.resolve("001.cap");
        Files.writeString(first, Files.readString(first).replace("k1<", "k9<"));
    }
}
