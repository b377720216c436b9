package org.silobridge.connector.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.TestSources;
import org.silobridge.connector.source.SourceSettings;
import org.silobridge.connector.source.cap.CapSettings;
import org.silobridge.connector.source.csv.CsvSettings;
import org.silobridge.connector.source.jsonl.JsonLinesSettings;
import org.silobridge.connector.source.xlsx.Workbooks;
import org.silobridge.connector.source.xlsx.XlsxSettings;
import org.silobridge.model.RefusedException;

/**
 * Whatever the bytes of a file are, reading it ends, soon and with rows, faults and refusals only; and reading it again gives
 * the same. Files are valid ones with pieces changed, cut out or doubled.
 */
class HostileFilesTest {
    private static final int MAX_ROW = 300;

    private static @Nullable Path directory;

    @BeforeContainer
    static void makeDirectory() throws IOException {
        directory = Files.createTempDirectory("hostile");
    }

    @AfterContainer
    static void deleteDirectory() throws IOException {
        try (var files = Files.walk(directory())) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Path directory() {
        return java.util.Objects.requireNonNull(directory);
    }

    /** One change: at a place, in thousandths of the file, so many bytes are replaced by others. */
    record Change(int place, int removed, String added) {
        byte[] bytes() {
            return added.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        var nasty = Arbitraries.of(
                "\"",
                ",",
                "\n",
                "\r",
                "\0",
                "<",
                "&",
                "]]>",
                "<!--",
                "<![CDATA[",
                "{",
                "[",
                "}",
                "\\u",
                "1e999",
                "_xFFFF_",
                "<!DOCTYPE a>",
                "&#0;",
                "&#x110000;",
                "\uFEFF",
                "t=\"s\"",
                "r=\"A0\"",
                "-1",
                "<row>",
                "</c>");
        var any = Arbitraries.strings().withCharRange('\0', '\u00FF').ofMaxLength(8);
        return Combinators.combine(
                        Arbitraries.integers().between(0, 1_000),
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.oneOf(nasty, any))
                .as(Change::new)
                .list()
                .ofMinSize(0)
                .ofMaxSize(5);
    }

    private static byte[] changed(byte[] bytes, List<Change> changes) {
        for (var change : changes) {
            var added = change.bytes();
            int at = (int) ((long) bytes.length * change.place / 1_000);
            int end = Math.min(bytes.length, at + change.removed);
            var next = new byte[at + added.length + bytes.length - end];
            System.arraycopy(bytes, 0, next, 0, at);
            System.arraycopy(added, 0, next, at, added.length);
            System.arraycopy(bytes, end, next, at + added.length, bytes.length - end);
            bytes = next;
        }
        return bytes;
    }

    /** All that is read of these bytes; a refusal by its code. */
    private static List<String> read(
            byte[] bytes, Function<FilesSettings, SourceSettings> settings, List<String> columns) throws IOException {
        var file = directory().resolve("a");
        Files.write(file, bytes);
        var source = settings.apply(FilesSettings.of(directory(), "a")).source(TestSources.context(directory()));
        var told = new ArrayList<String>();
        try {
            source.check(columns)
                    .forEach(violation -> told.add(violation.reason().code()));
            try (var rows = source.open(columns, Map.of())) {
                for (var row = rows.next(); row != null; row = rows.next()) {
                    var text = new StringBuilder(row.line() + row.rawDigest() + row.rawLength());
                    for (int i = 0; row.fault().isEmpty() && i < columns.size(); i++) {
                        assertThat(row.text(i).length()).isLessThanOrEqualTo(bytes.length);
                        text.append('|').append(row.text(i));
                    }
                    row.raw(Set.of(columns.get(0)));
                    told.add(row.fault().map(fault -> fault.code()).orElse(text.toString()));
                    assertThat(told.size()).isLessThanOrEqualTo(bytes.length + 10);
                }
            }
        } catch (RefusedException e) {
            told.add(e.refusal().reason().code());
        }
        return told;
    }

    private static void holds(byte[] bytes, Function<FilesSettings, SourceSettings> settings, String... columns)
            throws IOException {
        assertThat(read(bytes, settings, List.of(columns))).isEqualTo(read(bytes, settings, List.of(columns)));
    }

    @Property(tries = 400)
    void csv(@ForAll("changes") List<Change> changes, @ForAll boolean chinese) throws IOException {
        var encoding = chinese ? Charset.forName("GB18030") : StandardCharsets.UTF_8;
        var valid = ("a,b\n1,\"x, \"\"y\"\"\n\"\n2,中文𠮷\n" + "3,z\r\n".repeat(20)).getBytes(encoding);
        holds(changed(valid, changes), files -> new CsvSettings(files, encoding, ',', true, MAX_ROW), "a", "b");
    }

    @Property(tries = 400)
    void jsonLines(@ForAll("changes") List<Change> changes) throws IOException {
        var valid = ("{\"a\":1,\"b\":{\"c\":[1,2,{\"d\":null}]},\"e\":\"\\u4e2d\\n\"}\n".repeat(5)
                        + "{\"a\":-1.5e10,\"b\":[]}\n")
                .getBytes(StandardCharsets.UTF_8);
        holds(
                changed(valid, changes),
                files -> new JsonLinesSettings(files, StandardCharsets.UTF_8, MAX_ROW),
                "a",
                "b.c.2",
                "b");
    }

    @Property(tries = 400)
    void cap(@ForAll("changes") List<Change> changes) throws IOException {
        var valid = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">"
                        + "<identifier>1</identifier><info><event><![CDATA[雨]]> &amp;</event><parameter><valueName>a"
                        + "</valueName><value>b</value></parameter><area><areaDesc>c</areaDesc></area></info></alert>")
                .getBytes(StandardCharsets.UTF_8);
        holds(
                changed(valid, changes),
                files -> new CapSettings(files, CapSettings.RowPer.AREA, 3_000),
                "identifier",
                "info.event",
                "info.parameter.a");
    }

    /** The parts inside the package are changed, and the package. */
    @Property(tries = 300)
    void xlsx(@ForAll("changes") List<Change> changes, @ForAll boolean inside, @ForAll Random random)
            throws IOException {
        var parts = Workbooks.parts(
                "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>"
                        + "<row r=\"2\"><c r=\"A2\" s=\"1\"><v>41334.5</v></c><c r=\"B2\" t=\"b\"><v>1</v></c></row>"
                        + "<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>x</t></is></c></row>",
                "<si><t>a</t></si><si><r><t>b</t></r></si>");
        if (inside) {
            var names = List.copyOf(parts.keySet());
            parts.computeIfPresent(
                    names.get(random.nextInt(names.size())),
                    (name, xml) ->
                            new String(changed(xml.getBytes(StandardCharsets.UTF_8), changes), StandardCharsets.UTF_8));
        }
        var zip = Workbooks.zip(parts);
        holds(inside ? zip : changed(zip, changes), files -> new XlsxSettings(files, "2", 1, MAX_ROW), "a", "b");
    }
}
