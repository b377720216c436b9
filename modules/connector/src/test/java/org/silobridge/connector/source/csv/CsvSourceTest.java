package org.silobridge.connector.source.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.connector.TestSources;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;

class CsvSourceTest {
    private static final Charset GB18030 = Charset.forName("GB18030");

    @TempDir
    private Path directory;

    private Source source(String path, Charset encoding) {
        return TestSources.csv(directory, path, encoding, ',', true);
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes);
    }

    private Path file(String name, String text) throws IOException {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> read(Source source, Map<String, SourcePosition> positions, List<String> columns)
            throws IOException {
        var read = new ArrayList<String>();
        try (var rows = source.open(columns, positions)) {
            for (var row = rows.next(); row != null; row = rows.next()) {
                if (!row.done()) {
                    var fault = row.fault();
                    read.add(row.part() + ":" + row.line() + " "
                            + (fault.isPresent()
                                    ? fault.get().code() + " "
                                            + fault.get().parameters().values()
                                    : join(row, columns.size())));
                }
            }
        }
        return read;
    }

    private static String join(SourceRow row, int columns) {
        var texts = new ArrayList<String>();
        for (int i = 0; i < columns; i++) {
            texts.add(row.text(i));
        }
        return String.join("|", texts);
    }

    private static List<String> codes(List<Violation> violations) {
        return violations.stream().map(v -> v.reason().code()).toList();
    }

    private static Violation trouble(RefusedException refused) {
        assertThat(refused.refusal().kind()).isEqualTo(Refusal.Kind.INVALID);
        assertThat(refused.refusal().violations()).hasSize(1);
        return refused.refusal().violations().get(0);
    }

    @Test
    void refusesAFileThatIsRemovedBetweenListingAndOpening() throws IOException {
        file("a.csv", "a\n1\n");
        var removed = file("b.csv", "a\n2\n");

        try (var rows = source("*.csv", StandardCharsets.UTF_8).open(List.of("a"), Map.of())) {
            assertThat(rows.next()).isNotNull();
            Files.delete(removed);
            var refused = catchThrowableOfType(RefusedException.class, rows::next);

            assertThat(trouble(refused).path()).isEqualTo("b.csv");
            assertThat(trouble(refused).reason().code()).isEqualTo("connector.source.gone");
        }
    }

    @Test
    void refusesWhatFailsWhileItIsReadWithTheCause() throws IOException {
        file("a.csv", "a\n1\n");
        var replaced = file("b.csv", "a\n2\n");

        try (var rows = source("*.csv", StandardCharsets.UTF_8).open(List.of("a"), Map.of())) {
            assertThat(rows.next()).isNotNull();
            Files.delete(replaced);
            Files.createDirectory(replaced);
            var refused = catchThrowableOfType(RefusedException.class, rows::next);

            assertThat(trouble(refused).path()).isEqualTo("b.csv");
            assertThat(trouble(refused).reason().in(Locale.ENGLISH)).contains("Is a directory");
        }
    }

    @Test
    void namesADirectoryThatCannotBeListedAndWhy() throws IOException {
        Files.createSymbolicLink(directory.resolve("loop"), directory.resolve("loop"));

        var violations = source("loop/*.csv", StandardCharsets.UTF_8).check(List.of("a"));

        assertThat(codes(violations)).containsExactly("connector.source.io");
        assertThat(violations.get(0).path()).isEqualTo("loop/*.csv");
    }

    @Test
    void readsSeveralFilesByNameEachWithItsOwnOrderOfColumns() throws IOException {
        file("b.csv", "y,x\n3,4\n");
        file("a.csv", "x,y\n1,2\n");
        file("c.txt", "x,y\n5,6\n");
        assertThat(read(source("*.csv", StandardCharsets.UTF_8), Map.of(), List.of("x", "y")))
                .containsExactly("a.csv:2 1|2", "b.csv:2 4|3");
    }

    @Test
    void readsAMarkedUtf8File() throws IOException {
        file("a.csv", "\uFEFF名称,x\n中,1\n");
        assertThat(read(source("a.csv", StandardCharsets.UTF_8), Map.of(), List.of("名称")))
                .containsExactly("a.csv:2 中");
    }

    @Test
    void readsGb18030WithCharactersOfFourBytes() throws IOException {
        file("a.csv", "姓名,x\r\n𠮷㐀,1\r\n".getBytes(GB18030));
        assertThat(read(source("a.csv", GB18030), Map.of(), List.of("姓名", "x"))).containsExactly("a.csv:2 𠮷㐀|1");
    }

    @Test
    void setsARowWithBytesOutsideTheEncodingAsideAndGoesOn() throws IOException {
        var bytes = "x,y\n1,中\n2,?\n3,中\n".getBytes(StandardCharsets.UTF_8);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf('?');
        bytes[at] = (byte) 0xFF;
        file("a.csv", bytes);
        assertThat(read(source("a.csv", StandardCharsets.UTF_8), Map.of(), List.of("x")))
                .containsExactly(
                        "a.csv:2 1", "a.csv:3 contract.rule.row-malformed [bytes that are not UTF-8]", "a.csv:4 3");
    }

    @Test
    void refusesAFileInAnotherEncodingThanStated() throws IOException {
        file("a.csv", "姓名,x\n张,1\n".getBytes(GB18030));
        file("b.csv", ("id,x\n" + "1,张三李四\n".repeat(20)).getBytes(GB18030));
        file("c.csv", "\uFEFFid,x\n".getBytes(StandardCharsets.UTF_16LE));
        var found = source("*.csv", StandardCharsets.UTF_8).check(List.of());
        assertThat(found.stream()
                        .map(v -> v.path() + " " + v.reason().code() + " "
                                + v.reason().parameters().get("found")))
                .containsExactly(
                        "a.csv connector.source.other-encoding GB18030",
                        "b.csv connector.source.other-encoding GB18030",
                        "c.csv connector.source.other-encoding UTF-16");
    }

    @Test
    void refusesUtf8ThatWouldPassForOtherCharactersOfGb18030() throws IOException {
        assertThat(new String("张三丰李".getBytes(StandardCharsets.UTF_8), GB18030)).doesNotContain("\uFFFD");
        file("a.csv", "姓名,x\n张,1\n");
        file("b.csv", "id,x\n" + "1,张三丰李\n".repeat(20));
        file("c.csv", "id,x\n1,张三丰李\n");
        assertThat(source("*.csv", GB18030).check(List.of()))
                .hasSize(3)
                .allSatisfy(v -> assertThat(v.reason().parameters()).containsEntry("found", "UTF-8"));
    }

    @Test
    void takesGb18030ForWhatItIsAlsoWhereItsBytesWouldBeUtf8() throws IOException {
        assertThat(new String("女".getBytes(GB18030), StandardCharsets.UTF_8)).doesNotContain("\uFFFD");
        file("a.csv", ("id,sex\n" + "1,女\n".repeat(20)).getBytes(GB18030));
        assertThat(source("a.csv", GB18030).check(List.of())).isEmpty();
    }

    @Test
    void namesNoEncodingWhereNoneFits() throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes("id,x\n".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 5; i++) {
            bytes.writeBytes(new byte[] {'1', ',', (byte) 0xFF, (byte) 0xFF, '\n'});
        }
        file("a.csv", bytes.toByteArray());
        for (var encoding : List.of(StandardCharsets.UTF_8, GB18030)) {
            assertThat(codes(source("a.csv", encoding).check(List.of())))
                    .containsExactly("connector.source.not-in-encoding");
        }
    }

    @Test
    void leavesAFewBadRowsOfAGoodFileToQuarantine() throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("id,x\n" + "1,ascii\n".repeat(20)).getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes("1,张\n2,李\n".getBytes(GB18030));
        file("a.csv", bytes.toByteArray());
        assertThat(source("a.csv", StandardCharsets.UTF_8).check(List.of())).isEmpty();
    }

    @Test
    void setsRowsAsideThatAreLongerThanTheFirstOfAFileWithoutHeader() throws IOException {
        file("a.csv", "1,2\n3,4,5\n6,7\n8\n");
        var source = TestSources.csv(directory, "a.csv", StandardCharsets.UTF_8, ',', false);
        assertThat(read(source, Map.of(), List.of("2")))
                .containsExactly(
                        "a.csv:1 2",
                        "a.csv:2 contract.rule.row-malformed [3 columns instead of 2]",
                        "a.csv:3 7",
                        "a.csv:4 contract.rule.row-malformed [1 columns instead of 2]");
    }

    @Test
    void setsRowsAsideThatHaveOtherColumnsOrAnOpenQuoteOrAreTooLarge() throws IOException {
        file("a.csv", "x,y\n1\n1,2,3\n" + "z".repeat(1_001) + ",1\n1,\0\n\"a\"b,1\n\"open,1\n2,3\n");
        assertThat(read(source("a.csv", StandardCharsets.UTF_8), Map.of(), List.of("x", "y")))
                .containsExactly(
                        "a.csv:2 contract.rule.row-malformed [1 columns instead of 2]",
                        "a.csv:3 contract.rule.row-malformed [3 columns instead of 2]",
                        "a.csv:4 contract.rule.row-too-large [1003, 1000]",
                        "a.csv:5 1|\0",
                        "a.csv:6 contract.rule.row-malformed [text follows a closing quote]",
                        "a.csv:7 contract.rule.row-malformed [a quote is not closed]");
    }

    @Test
    void findsNothingInAnEmptyFileOrOneWithAHeaderOnly() throws IOException {
        file("a.csv", "");
        file("b.csv", "x,y");
        assertThat(source("*.csv", StandardCharsets.UTF_8).check(List.of("x"))).isEmpty();
        assertThat(read(source("*.csv", StandardCharsets.UTF_8), Map.of(), List.of("x")))
                .isEmpty();
    }

    @Test
    void namesEveryMissingColumnWithTheNearestThereIs() throws IOException {
        file("a.csv", "station,hour,hour\n");
        var found = source("a.csv", StandardCharsets.UTF_8).check(List.of("statoin", "wholly other", "hour"));
        assertThat(codes(found))
                .containsExactly(
                        "connector.source.no-column-near",
                        "connector.source.no-column",
                        "connector.source.column-twice");
        assertThat(found.get(0).reason().parameters()).containsEntry("near", "station");
        assertThat(found.get(0).path()).isEqualTo("a.csv:1");
    }

    @Test
    void saysThatAFileOrDirectoryIsMissing() throws IOException {
        assertThat(codes(source("none.csv", StandardCharsets.UTF_8).check(List.of())))
                .containsExactly("connector.source.no-file");
        assertThat(codes(source("none/*.csv", StandardCharsets.UTF_8).check(List.of())))
                .containsExactly("connector.source.no-directory");
    }

    @Test
    void saysThatAGzipFileIsCutOffAfterGivingWhatIsThere() throws IOException {
        var zipped = gzip("x\n" + "some row\n".repeat(100_000));
        file("a.csv.gz", Arrays.copyOf(zipped, zipped.length - 20));
        assertThatThrownBy(() -> read(source("a.csv.gz", StandardCharsets.UTF_8), Map.of(), List.of("x")))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().reason().code()).isEqualTo("connector.source.gzip-broken"));
        file("b.csv.gz", "no gzip at all");
        assertThat(codes(source("b.csv.gz", StandardCharsets.UTF_8).check(List.of())))
                .containsExactly("connector.source.gzip-broken");
    }

    @Test
    void goesOnAfterEveryPositionItGave() throws IOException {
        var text = "\uFEFFx,y\r\n1,a\r\n\r\n2,\"b\r\nb\"\r\n3\r\n4,d";
        file("a.csv", text);
        file("b.csv.gz", gzip(text));
        var source = source("*.csv*", StandardCharsets.UTF_8);
        var all = read(source, Map.of(), List.of("x"));
        assertThat(all).hasSize(8);
        for (int stop = 1; stop <= all.size(); stop++) {
            var first = new ArrayList<SourcePosition>();
            try (var rows = source.open(List.of("x"), Map.of())) {
                for (int i = 0; i < stop; i++) {
                    assertThat(rows.next()).isNotNull();
                }
                first.addAll(rows.advance());
                assertThat(rows.advance()).isEmpty();
            }
            var positions = first.stream().collect(Collectors.toMap(SourcePosition::part, p -> p));
            assertThat(read(source, positions, List.of("x"))).isEqualTo(all.subList(stop, all.size()));
        }
    }

    @Test
    void findsNothingNewAfterReadingToTheEnd() throws IOException {
        for (var text : List.of("x\r\n1\r\n", "x\n1\n", "x\n1", "x\n1\n\n\r\n", "\uFEFFx\r1\r")) {
            file("a.csv", text);
            var source = source("a.csv", StandardCharsets.UTF_8);
            SourcePosition end;
            try (var rows = source.open(List.of("x"), Map.of())) {
                assertThat(rows.next()).isNotNull();
                assertThat(rows.next()).isNull();
                end = rows.advance().get(0);
            }
            assertThat(read(source, Map.of("a.csv", end), List.of("x")))
                    .as(text)
                    .isEmpty();
            file("a.csv", text + "\r\n2\r\n");
            assertThat(read(source, Map.of("a.csv", end), List.of("x")))
                    .as(text)
                    .hasSize(1);
        }
    }

    @Test
    void goesOnInAFileThatHasGrown() throws IOException {
        var file = file("a.csv", "x\n1\n");
        var positions = Map.of("a.csv", position(1));
        Files.writeString(file, "2\n", StandardOpenOption.APPEND);
        assertThat(read(source("a.csv", StandardCharsets.UTF_8), positions, List.of("x")))
                .containsExactly("a.csv:3 2");
    }

    @Test
    void refusesAFileThatChangedInWhatWasPublished() throws IOException {
        var file = file("a.csv", "x\n1\n2\n");
        var positions = Map.of("a.csv", position(2));
        for (var changed : List.of("x\n1\n3\n", "x\n1\n", "", "x\n1\n22\n", "x\n1\n2")) {
            Files.writeString(file, changed);
            assertThatThrownBy(() -> read(source("a.csv", StandardCharsets.UTF_8), positions, List.of("x")))
                    .as(changed)
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            e -> assertThat(e.refusal().reason().code()).isEqualTo("connector.source.changed"));
        }
    }

    @Test
    void emptiesAllColumnsButThoseToBeKept() throws IOException {
        file("a.csv", "x,y,z\n\"1,1\",secret,3\nbroken,secret\n");
        try (var rows = source("a.csv", StandardCharsets.UTF_8).open(List.of("x"), Map.of())) {
            var row = Objects.requireNonNull(rows.next());
            assertThat(row.raw(Set.of("x", "z")))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("\"1,1\",,3");
            assertThat(row.raw(null)).asString(StandardCharsets.UTF_8).isEqualTo("\"1,1\",secret,3");
            var broken = Objects.requireNonNull(rows.next());
            assertThat(broken.raw(Set.of("x"))).isNull();
        }
    }

    private SourcePosition position(int rowsRead) throws IOException {
        try (var rows = source("a.csv", StandardCharsets.UTF_8).open(List.of("x"), Map.of())) {
            for (int i = 0; i < rowsRead; i++) {
                assertThat(rows.next()).isNotNull();
            }
            return rows.advance().get(0);
        }
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
