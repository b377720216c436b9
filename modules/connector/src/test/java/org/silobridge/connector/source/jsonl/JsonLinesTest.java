package org.silobridge.connector.source.jsonl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.silobridge.connector.TestSources;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.file.FilesSettings;

class JsonLinesTest {
    @TempDir
    private Path directory;

    private Source source(String path, Charset encoding) {
        return new JsonLinesSettings(FilesSettings.of(directory, path), encoding, 200)
                .source(TestSources.context(directory));
    }

    private List<String> read(String path, Charset encoding, String... columns) {
        var told = new ArrayList<String>();
        try (var rows = source(path, encoding).open(List.of(columns), Map.of())) {
            for (var row = rows.next(); row != null; row = rows.next()) {
                var fault = row.fault();
                if (fault.isPresent()) {
                    told.add(row.line() + " " + fault.get().code() + " "
                            + fault.get().parameters().values());
                } else {
                    var texts = new ArrayList<String>();
                    for (int i = 0; i < columns.length; i++) {
                        texts.add(row.text(i));
                    }
                    told.add(row.line() + " " + String.join("|", texts));
                }
            }
        }
        return told;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{\"a\":\"x\"} ~ a ~ x",
                "{\"a\":1.50} ~ a ~ 1.50",
                "{\"a\":-1e3} ~ a ~ -1e3",
                "{\"a\":123456789012345678901234567890} ~ a ~ 123456789012345678901234567890",
                "{\"a\":true} ~ a ~ true",
                "{\"a\":null} ~ a ~ ``",
                "{\"b\":1} ~ a ~ ``",
                "{\"a\":{\"b\":{\"c\":7}}} ~ a.b.c ~ 7",
                "{\"a\":3} ~ a.b ~ ``",
                "{\"a.b\":8} ~ a\\.b ~ 8",
                "{\"a\":[{\"b\":1},{\"b\":2}]} ~ a.1.b ~ 2",
                "{\"a\":[1,\"x\",null]} ~ a ~ [1,\"x\",null]",
                "{\"a\":{\"b\":1}} ~ a ~ {\"b\":1}",
                "{\"a\":\"\\u4e2d\\n\"} ~ a ~ `中\n`",
            })
    void readsTheValueAtAPath(String row, String path, String text) throws IOException {
        Files.writeString(directory.resolve("a.jsonl"), row);

        assertThat(read("a.jsonl", StandardCharsets.UTF_8, path)).containsExactly("1 " + text);
    }

    @Test
    void readsAnObjectAndWhatIsInIt() throws IOException {
        Files.writeString(directory.resolve("a.jsonl"), "{\"a\":{\"b\":1}}");

        assertThat(read("a.jsonl", StandardCharsets.UTF_8, "a", "a.b")).containsExactly("1 {\"b\":1}|1");
    }

    @Test
    void setsRowsAsideThatAreNoObjectAndGoesOn() throws IOException {
        Files.writeString(
                directory.resolve("a.jsonl"),
                "{\"a\":1}\n\n{\"a\":\n[1]\n{\"a\":1} {\"a\":2}\n{\"a\":1,\"a\":2}\n{\"a\":\"" + "x".repeat(200)
                        + "\"}\n{\"a\":secret}\n" + "[".repeat(150) + "\n{\"a\":3}");

        assertThat(read("a.jsonl", StandardCharsets.UTF_8, "a"))
                .containsExactly(
                        "1 1",
                        "3 contract.rule.row-malformed [no JSON at character 6]",
                        "4 contract.rule.row-malformed [no JSON object]",
                        "5 contract.rule.row-malformed [more follows the JSON object]",
                        "6 contract.rule.row-malformed [a name that stands twice]",
                        "7 contract.rule.row-too-large [208, 200]",
                        "8 contract.rule.row-malformed [no JSON at character 12]",
                        "9 contract.rule.row-malformed [no JSON object]",
                        "10 3");
    }

    @Test
    void readsGzipAndGb18030() throws IOException {
        var gb18030 = Charset.forName("GB18030");
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write("{\"名\":\"𠮷\"}\n{\"名\":\"中\"}\n".getBytes(gb18030));
        }
        Files.write(directory.resolve("a.jsonl.gz"), bytes.toByteArray());

        assertThat(read("a.jsonl.gz", gb18030, "名")).containsExactly("1 𠮷", "2 中");
        assertThat(source("a.jsonl.gz", StandardCharsets.UTF_8).check(List.of()))
                .singleElement()
                .satisfies(v -> assertThat(v.reason().code()).isEqualTo("connector.source.not-in-encoding"));
    }

    @Test
    void refusesAFileOfOtherJson() throws IOException {
        Files.writeString(directory.resolve("a.jsonl"), "[\n  {\n\"a\":1\n},\n{\n\"a\":2\n}\n]\n");

        assertThat(source("a.jsonl", StandardCharsets.UTF_8).check(List.of("a")))
                .singleElement()
                .satisfies(v -> assertThat(v.reason().code()).isEqualTo("connector.source.no-json-lines"));
    }

    @Test
    void leavesOutAllButThePathsToBeKept() throws IOException {
        Files.writeString(
                directory.resolve("a.jsonl"), "{\"a\":{\"b\":1,\"secret\":\"x\"},\"c\":[1,2],\"secret\":\"y\"}");

        try (var rows = source("a.jsonl", StandardCharsets.UTF_8).open(List.of("a.b", "c", "a.secret"), Map.of())) {
            var row = Objects.requireNonNull(rows.next());
            assertThat(row.raw(Set.of("a.b", "c")))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("{\"a\":{\"b\":1},\"c\":[1,2]}");
            assertThat(row.raw(Set.of("a"))).isNull();
        }
    }
}
