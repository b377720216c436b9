package org.silobridge.connector.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.connector.TestContract;
import org.silobridge.connector.TestSources;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.model.Violation;

/** Runs the examples of {@code docs/connector.md} and {@code docs/sources.md} as they stand there. */
class ConnectorGuideTest {
    private static final Path DOCS =
            Path.of(System.getProperty("silobridge.project.dir", "../..")).resolve("docs");
    private static final Path GUIDE = DOCS.resolve("connector.md");
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern SOURCE = Pattern.compile("(?m)^source:\n(?: .*\n)+");

    @TempDir
    private Path directory;

    @Test
    void theFileIsReadAsItStands() throws Exception {
        var file = Files.writeString(directory.resolve("a.yaml"), theFile());
        assertThat(ConnectorFile.read(file).orThrow().name()).hasToString("beijing-air");
    }

    private static String theFile() throws IOException {
        var matcher = YAML.matcher(Files.readString(GUIDE));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    @Test
    void everySourceIsReadAsItStandsAndNoneIsLeftOut() throws Exception {
        var kinds = EnumSet.noneOf(SourceKind.class);
        var examples = YAML.matcher(Files.readString(DOCS.resolve("sources.md")));
        while (examples.find()) {
            var text = SOURCE.matcher(theFile()).replaceFirst(Matcher.quoteReplacement(examples.group(1)));
            var file = Files.writeString(directory.resolve("a.yaml"), text);
            kinds.add(ConnectorFile.read(file)
                    .orThrow()
                    .openable(Clock.systemUTC())
                    .kind());
        }
        assertThat(kinds).containsExactlyInAnyOrder(SourceKind.values());
    }

    @Test
    void everyLinkOfThePagesLeadsSomewhere() throws Exception {
        for (var page : List.of(GUIDE, DOCS.resolve("sources.md"))) {
            var links = Pattern.compile("]\\(([^)#]*)(?:#([^)]*))?\\)").matcher(Files.readString(page));
            while (links.find()) {
                var target = links.group(1).isEmpty() ? page : DOCS.resolve(links.group(1));
                assertThat(target).as(links.group()).exists();
                if (links.group(2) != null) {
                    assertThat(anchors(target)).as(links.group()).contains(links.group(2));
                }
            }
        }
    }

    private static List<String> anchors(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w -]", "")
                        .replace(' ', '-'))
                .toList();
    }

    @Test
    void everyFormOfAMappingDoesWhatTheTableSays() throws Exception {
        var rows = new LinkedHashMap<String, @Nullable Object>();
        rows.put("name\n\" x \"", "x");
        rows.put("name,\n\" x \",", " x ");
        rows.put("CO\n300", 0.3);
        rows.put("CO,\nNA,", null);
        rows.put("city,province\n,440000", "440000");
        rows.put("a,b\nx,y", "x-y");
        rows.put("z\n1", "VALID");
        rows.put("c\n红", "RED");
        rows.put("d\n2024/2/9", LocalDate.of(2024, 2, 9));
        rows.put("t\n2013-3-1 0", Instant.parse("2013-02-28T16:00:00Z"));
        var forms = new ArrayList<String>();
        var matcher =
                Pattern.compile("(?m)^\\| [^|`]+ \\| `([a-z]+: \\{.*?})` \\|").matcher(Files.readString(GUIDE));
        while (matcher.find()) {
            forms.add(matcher.group(1));
        }
        assertThat(forms).hasSameSizeAs(rows.keySet());
        int i = 0;
        for (var row : rows.entrySet()) {
            assertThat(read(forms.get(i), row.getKey())).as(forms.get(i)).isEqualTo(row.getValue());
            i++;
        }
    }

    private @Nullable Object read(String line, String table) throws Exception {
        var contract = TestContract.with("error");
        var field = line.substring(0, line.indexOf(':'));
        var lines = field.equals("id") ? line : "id: {constant: X}\n" + line;
        var mapping = CompiledMapping.compile(
                        TestContract.read(directory, lines).mapping(), contract)
                .orThrow();
        Files.writeString(directory.resolve("a.csv"), table);
        var source = TestSources.csv(directory, "a.csv", StandardCharsets.UTF_8, ',', true);
        try (var rows = source.open(mapping.columns(), Map.of())) {
            var found = new ArrayList<Violation>();
            var values = mapping.read(Objects.requireNonNull(rows.next()), found::add, found::add);
            assertThat(found).isEmpty();
            return values[contract.fields().stream().map(f -> f.name()).toList().indexOf(field)];
        }
    }
}
