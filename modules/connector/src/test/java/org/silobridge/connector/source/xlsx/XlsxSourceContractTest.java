package org.silobridge.connector.source.xlsx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceContractTest;
import org.silobridge.connector.source.file.FilesSettings;

class XlsxSourceContractTest extends SourceContractTest {
    @TempDir
    private Path directory;

    private int files;

    @Override
    protected Source source() {
        return new XlsxSettings(FilesSettings.of(directory, "*.xlsx"), "数据", 1, 1_000).source(context());
    }

    /** A workbook cannot grow without changing altogether: what comes later comes in a further one. */
    @Override
    protected void offer(List<Told> rows) throws IOException {
        write(++files, rows);
    }

    private void write(int file, List<Told> rows) throws IOException {
        var sheet = new StringBuilder(
                "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c></row>");
        int number = 1;
        for (var row : rows) {
            number += 2;
            sheet.append("<row r=\"" + number + "\"><c r=\"A" + number + "\" t=\"inlineStr\"><is><t>")
                    .append(row.id())
                    .append("</t></is></c><c r=\"C" + number + "\" t=\"inlineStr\"><is><r><t>")
                    .append(Workbooks.escaped(row.text()))
                    .append("</t></r></is></c></row>");
        }
        var parts = Workbooks.parts(sheet.toString(), "<si><t>id</t></si><si><t>text</t></si>");
        Files.write(directory.resolve(String.format(Locale.ROOT, "%03d.xlsx", file)), Workbooks.zip(parts));
    }

    @Override
    protected void alterFirst() throws IOException {
        write(1, List.of(new Told("k9", "other"), new Told("k2", "")));
    }
}
