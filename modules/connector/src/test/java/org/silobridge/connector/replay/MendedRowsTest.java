package org.silobridge.connector.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.connector.quarantine.QuarantineRecord;
import org.silobridge.model.Outcome;
import org.silobridge.model.Slug;

/** What comes back from a spreadsheet, and what a replay makes of it. */
class MendedRowsTest {
    @TempDir
    private Path directory;

    private static QuarantineRecord row(long line, @Nullable Map<String, String> columns) {
        return new QuarantineRecord(
                new Slug("things"),
                "credit/thing/tester",
                "credit/thing@1.0",
                "a.csv",
                line,
                9,
                null,
                null,
                null,
                "UTF-8",
                List.of("person"),
                columns,
                false,
                List.of(),
                Instant.EPOCH,
                null);
    }

    private Outcome<MendedRows> read(String text, Charset charset) throws Exception {
        return MendedRows.read(Files.write(directory.resolve("rows.csv"), text.getBytes(charset)));
    }

    private static List<String> codes(Outcome<MendedRows> outcome) {
        return ((Outcome.Refused<MendedRows>) outcome)
                .refusal().violations().stream()
                        .map(found -> found.reason().code())
                        .toList();
    }

    @Test
    void readsWhatSpreadsheetsSave() throws Exception {
        var comma = read("\uFEFFid,名称,sb_file,sb_line\r\n'=1,\"甲,乙\",a.csv,2\r\n", StandardCharsets.UTF_8);
        var semicolonInGbk = read("id;名称;sb_file;sb_line\n'=1;甲,乙;a.csv;2\n;;;\n", Charset.forName("GBK"));

        for (var rows : List.of(comma.orThrow(), semicolonInGbk.orThrow())) {
            assertThat(rows.size()).isEqualTo(1);
            assertThat(Objects.requireNonNull(rows.of(row(2, null))).texts())
                    .containsEntry("id", "=1")
                    .containsEntry("名称", "甲,乙");
            assertThat(rows.of(row(3, null))).isNull();
        }
    }

    @Test
    void saysEverythingThatKeepsRowsFromBeingFound() throws Exception {
        assertThat(codes(read("id,amount\na,1\n", StandardCharsets.UTF_8)))
                .containsExactly("connector.quarantine.rows-no-column", "connector.quarantine.rows-no-column");
        assertThat(codes(read("id,sb_file,sb_line\na,f,x\na,f,1\nb,f,1\na,f\n", StandardCharsets.UTF_8)))
                .containsExactly(
                        "connector.quarantine.rows-line",
                        "connector.quarantine.rows-twice",
                        "connector.quarantine.rows-width");
        assertThat(codes(read("", StandardCharsets.UTF_8))).hasSize(2);
        assertThat(codes(MendedRows.read(directory.resolve("none.csv")))).containsExactly("connector.source.gone");
    }

    @Test
    void takesWithheldColumnsFromThePersonAndNeverForEmptyByOversight() throws Exception {
        var rows = read("id,person,sb_file,sb_line\na,ABCD,a.csv,2\nb,,a.csv,3\n", StandardCharsets.UTF_8)
                .orThrow();
        var columns = List.of("id", "person", "note");
        var withheld = List.of("person");
        var two = row(2, Map.of("id", "x", "note", "n"));
        var three = row(3, Map.of("id", "x", "note", "n"));

        var filled = ReplayRow.of(two, rows.of(two), columns, withheld, false);
        var forgotten = ReplayRow.of(three, rows.of(three), columns, withheld, false);
        var meant = ReplayRow.of(three, rows.of(three), columns, withheld, true);
        var stored = ReplayRow.of(two, null, columns, withheld, false);
        var old = ReplayRow.of(row(4, null), null, columns, withheld, false);

        assertThat(filled.fault()).isEmpty();
        assertThat(List.of(filled.text(0), filled.text(1), filled.text(2))).containsExactly("a", "ABCD", "n");
        assertThat(forgotten.fault().orElseThrow().code()).isEqualTo("connector.quarantine.columns-missing");
        assertThat(meant.fault()).isEmpty();
        assertThat(stored.fault().orElseThrow().parameters()).containsEntry("columns", "person");
        assertThat(old.fault().orElseThrow().code()).isEqualTo("connector.quarantine.no-columns");
    }
}
