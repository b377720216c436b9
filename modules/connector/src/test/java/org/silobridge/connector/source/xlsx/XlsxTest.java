package org.silobridge.connector.source.xlsx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.silobridge.connector.TestSources;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.file.FilesSettings;
import org.silobridge.model.RefusedException;

class XlsxTest {
    private static final String SHARED = "<si><t>date</t></si><si><t>中</t></si><si><r><t>a </t></r><r><t>b</t></r>"
            + "<rPh><t>spoken</t></rPh></si>";

    @TempDir
    private Path directory;

    private Source source(String sheet, int headerRow) {
        return new XlsxSettings(FilesSettings.of(directory, "a.xlsx"), sheet, headerRow, 1_000)
                .source(TestSources.context(directory));
    }

    private void write(Map<String, String> parts) throws IOException {
        Files.write(directory.resolve("a.xlsx"), Workbooks.zip(parts));
    }

    private static List<String> read(Source source, String... columns) {
        var told = new ArrayList<String>();
        try (var rows = source.open(List.of(columns), Map.of())) {
            for (var row = rows.next(); row != null; row = rows.next()) {
                var texts = new ArrayList<String>();
                for (int i = 0; row.fault().isEmpty() && i < columns.length; i++) {
                    texts.add(row.text(i));
                }
                told.add(row.line() + " "
                        + row.fault().map(fault -> fault.code()).orElse(String.join("|", texts)));
            }
        }
        return told;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "<c><v>0.28999999999999998</v></c> ~ 0.29",
                "<c><v>3521418059.9234452</v></c> ~ 3521418059.923445",
                "<c><v>1E3</v></c> ~ 1000",
                "<c><v>110000</v></c> ~ 110000",
                "<c t=\"s\"><v>1</v></c> ~ 中",
                "<c t=\"s\"><v>2</v></c> ~ a b",
                "<c t=\"str\"><f>A1</f><v>made_x000A_x</v></c> ~ `made\nx`",
                "<c t=\"b\"><v>1</v></c> ~ true",
                "<c t=\"e\"><v>#N/A</v></c> ~ #N/A",
                "<c s=\"1\"><v>41334</v></c> ~ 2013-03-01",
                "<c s=\"2\"><v>1</v></c> ~ 1900-01-01",
                "<c s=\"2\"><v>61</v></c> ~ 1900-03-01",
                "<c s=\"4\"><v>41334.5</v></c> ~ 2013-03-01T12:00:00",
                "<c s=\"4\"><v>0.25</v></c> ~ 06:00:00",
                "<c s=\"3\"><v>41334</v></c> ~ 41334",
                "<c t=\"d\"><v>2013-03-01T00:00:00Z</v></c> ~ 2013-03-01T00:00:00Z",
            })
    void readsACellAsText(String cell, String text) throws IOException {
        write(Workbooks.parts("<row>" + cell + "</row>", SHARED));

        assertThat(read(source("数据", 0), "A")).containsExactly("1 " + text);
    }

    @Test
    void readsASheetByItsNumberWithTheHeaderInALaterRow() throws IOException {
        write(Workbooks.parts(
                "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>A title</t></is></c></row>"
                        + "<row r=\"3\"><c r=\"B3\" t=\"s\"><v>0</v></c><c r=\"D3\" t=\"s\"><v>1</v></c></row>"
                        + "<row r=\"5\"><c r=\"B5\"><v>7</v></c></row><row r=\"6\"/>"
                        + "<row r=\"8\"><c r=\"D8\"><v>8</v></c><c r=\"E8\"><v>9</v></c></row>",
                SHARED));

        assertThat(read(source("2", 3), "中", "date")).containsExactly("5 |7", "8 8|");
        assertThat(source("2", 3).check(List.of("dat")))
                .singleElement()
                .satisfies(v -> assertThat(v.reason().code()).isEqualTo("connector.source.no-column-near"));
        assertThat(source("2", 2).check(List.of()))
                .singleElement()
                .satisfies(v -> assertThat(v.reason().code()).isEqualTo("connector.source.no-header-row"));
        assertThat(source("none", 3).check(List.of()))
                .singleElement()
                .satisfies(v -> assertThat(v.reason().parameters()).containsEntry("sheets", "empty, 数据"));
    }

    @Test
    void tellsARowAsCsvWithoutTheColumnsThatAreNotKept() throws IOException {
        write(Workbooks.parts(
                "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row>"
                        + "<row><c t=\"inlineStr\"><is><t>x,\"y\"</t></is></c><c><v>5</v></c></row>",
                SHARED));

        try (var rows = source("数据", 1).open(List.of("date", "中"), Map.of())) {
            var row = java.util.Objects.requireNonNull(rows.next());
            assertThat(row.raw(null)).asString(StandardCharsets.UTF_8).isEqualTo("\"x,\"\"y\"\"\",5");
            assertThat(row.raw(Set.of("中"))).asString(StandardCharsets.UTF_8).isEqualTo(",5");
            assertThat(row.rawLength()).isEqualTo(11);
        }
    }

    @Test
    void setsARowAsideThatIsTooLargeThoughItsTextsAreShared() throws IOException {
        write(Workbooks.parts(
                "<row>" + "<c t=\"s\"><v>3</v></c>".repeat(20) + "</row><row><c><v>1</v></c></row>",
                SHARED + "<si><t>" + "x".repeat(100) + "</t></si>"));

        assertThat(read(source("数据", 0), "A")).containsExactly("1 contract.rule.row-too-large", "2 1");
    }

    private void isRefused(String code) {
        assertThatThrownBy(() -> read(source("数据", 0), "A"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().reason().code()).isEqualTo(code));
    }

    @Test
    void refusesAWorkbookThatUnpacksWithoutEnd() throws IOException {
        var parts = Workbooks.parts("<row><c><v>1</v></c></row>", SHARED);
        parts.merge("xl/worksheets/sheet2.xml", " ".repeat(40 << 20), String::concat);
        write(parts);

        isRefused("connector.source.xlsx-bomb");
    }

    @Test
    void refusesSharedTextsWithoutEnd() throws IOException {
        // Random, so that they do not pack well.
        var random = new java.util.Random(1);
        var texts = new StringBuilder();
        while (texts.length() < Workbook.MAX_TEXTS_BYTES) {
            texts.append("<si><t>").append(Long.toHexString(random.nextLong())).append("</t></si>");
        }
        write(Workbooks.parts("<row><c><v>1</v></c></row>", texts.toString()));

        isRefused("connector.source.xml-too-large");
    }

    @Test
    void refusesEntitiesInEveryPart() throws IOException {
        var parts = Workbooks.parts("<row><c><v>1</v></c></row>", SHARED);
        for (var part : parts.keySet()) {
            var hostile = new java.util.LinkedHashMap<>(parts);
            if (!part.endsWith("sheet1.xml")) {
                hostile.compute(part, (name, xml) -> String.valueOf(xml)
                        .replace("?>\n", "?>\n<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>"));
                write(hostile);
                isRefused("connector.source.xml-doctype");
            }
        }
    }

    @Test
    void refusesWhatIsNoWorkbook() throws IOException {
        Files.writeString(directory.resolve("a.xlsx"), "no zip");
        isRefused("connector.source.no-xlsx");
        write(Map.of("other.txt", "x"));
        isRefused("connector.source.no-xlsx");
    }
}
