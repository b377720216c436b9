package org.silobridge.connector.row;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.silobridge.checks.Cel;
import org.silobridge.connector.ConnectorCheck;
import org.silobridge.connector.TestContract;
import org.silobridge.connector.mapping.CompiledMapping;
import org.silobridge.connector.quarantine.QuarantineRecord;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractReader;

/** From a table to what is published and what is quarantined, without Kafka. */
class RowPipelineTest {
    private static final String MAPPING = """
            id: {column: id}
            person: {column: person}
            amount: {column: amount, scale: 0.001, nulls: [NA]}
            day: {compose: "{y}-{m}-1", format: yyyy-M-d}
            colour: {column: colour, enumMap: {红: RED}}
            """;
    private static final List<String> COLUMNS = List.of("id", "person", "amount", "y", "m", "colour", "remark");

    private Path directory = Path.of("");

    @BeforeEach
    @BeforeProperty
    void makeDirectory() throws IOException {
        directory = Files.createTempDirectory("pipeline");
    }

    @AfterEach
    @AfterProperty
    void removeDirectory() throws IOException {
        try (var files = Files.list(directory)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    /** What became of each row not done before, and the JSON of what was quarantined. */
    private record Result(List<String> told, List<JsonNode> quarantined, Map<String, SourcePosition> positions) {}

    private Result run(Contract contract, Map<String, SourcePosition> done, int most) throws IOException {
        var file = TestContract.read(directory, MAPPING);
        var mapping = CompiledMapping.compile(file.mapping(), contract).orThrow();
        var pipeline = new RowPipeline(contract, mapping, 7, Optional.empty());
        var result = new Result(new ArrayList<>(), new ArrayList<>(), new HashMap<>());
        try (var rows = file.openable(Clock.systemUTC()).open(mapping.columns(), done)) {
            for (var row = rows.next(); row != null; row = rows.next()) {
                if (row.done()) {
                    pipeline.replay(row);
                } else if (pipeline.accept(row)) {
                    result.told.add(row.line() + " published"
                            + pipeline.flags().stream()
                                    .map(flag -> " " + flag.path() + "!"
                                            + flag.reason().code())
                                    .collect(Collectors.joining()));
                } else {
                    var faults = pipeline.faults();
                    result.told.add(row.line() + " "
                            + String.join(
                                    " ",
                                    faults.stream()
                                            .map(f ->
                                                    f.path() + ":" + f.reason().code())
                                            .toList()));
                    var bad = QuarantineRecord.of(
                            file.name(), "d", contract.reference(), mapping, row, faults, Instant.EPOCH);
                    result.quarantined.add(new ObjectMapper().readTree(bad.toJson()));
                }
                if (result.told.size() == most) {
                    break;
                }
            }
            rows.advance().forEach(position -> result.positions.put(position.part(), position));
        }
        return result;
    }

    private Result run(Contract contract) throws IOException {
        return run(contract, Map.of(), Integer.MAX_VALUE);
    }

    private void table(String... rows) throws IOException {
        Files.writeString(directory.resolve("a.csv"), String.join(",", COLUMNS) + "\n" + String.join("\n", rows));
    }

    private static String raw(JsonNode quarantined) {
        return new String(Base64.getDecoder().decode(quarantined.path("raw").asText()), StandardCharsets.UTF_8);
    }

    @Test
    void quarantinesTheLaterRowsOfAKeyThatMayOccurOnce() throws IOException {
        table("A,ABCD,1,,,,", "B,ABCD,1,,,,", "A,ABCD,2,,,,", "A,bad,2,,,,", "A,ABCD,3,,,,");
        assertThat(run(TestContract.with("error")).told())
                .containsExactly(
                        "2 published",
                        "3 published",
                        "4 id:contract.rule.duplicate-key",
                        "5 person:contract.rule.pattern",
                        "6 id:contract.rule.duplicate-key");
    }

    @Test
    void looksForKeysAnewWhereAPartIsReadOnceMore() throws IOException {
        table("A,ABCD,1,,,,", "B,ABCD,1,,,,", "A,ABCD,2,,,,");
        var contract = TestContract.with("error");
        var file = TestContract.read(directory, MAPPING);
        var mapping = CompiledMapping.compile(file.mapping(), contract).orThrow();
        var pipeline = new RowPipeline(contract, mapping, 7, Optional.empty());
        for (int reading = 0; reading < 2; reading++) {
            try (var rows = file.openable(Clock.systemUTC()).open(mapping.columns(), Map.of())) {
                assertThat(pipeline.accept(Objects.requireNonNull(rows.next()))).isTrue();
                assertThat(pipeline.accept(Objects.requireNonNull(rows.next()))).isTrue();
                assertThat(pipeline.accept(Objects.requireNonNull(rows.next()))).isFalse();
            }
        }
    }

    @Test
    void flagsWhatOnlyFlagsAndAsksTheWholeRowOnceItsFieldsAreGood() throws IOException {
        table(
                "A,ABCD,1000,2020,1,红,",
                "B,ABCD,5000,2020,1,红,",
                "C,ABCD,5000,2020,1,,",
                "D,ABCD,9000,2019,1,红,",
                "E,bad,9000,2019,1,红,",
                "A,ABCD,5000,2020,1,红,");

        assertThat(run(checked()).told())
                .containsExactly(
                        "2 published",
                        "3 published amount!contract.rule.range checks.red-is-light!contract.rule.check",
                        "4 published amount!contract.rule.range",
                        "5 checks.day-of-this-decade:contract.rule.check",
                        "6 person:contract.rule.pattern",
                        "7 id:contract.rule.duplicate-key");
    }

    private static Contract checked() {
        var yaml = TestContract.yaml("error")
                .replace(
                        "amount: {sensitivity: L1,",
                        "amount: {sensitivity: L1, rules: [{range: {max: 4}, severity: flag}],")
                .replace("groups:", """
                        checks:
                          - name: day-of-this-decade
                            fields: [day]
                            expr: day == null || day >= date("2020-01-01")
                            message: {en: Too old., zh: 过旧。}
                          - name: red-is-light
                            fields: [colour, amount]
                            expr: colour == null || colour != "RED" || amount < 2.0
                            message: {en: Too heavy., zh: 过重。}
                            severity: flag
                        groups:""");
        return ContractReader.read("thing.yaml", yaml, TestContract.SCHEMA, Cel.LANGUAGE)
                .orThrow();
    }

    @Test
    void doesNotCountAKeyOfABadRowAsSeen() throws IOException {
        table("A,bad,1,,,,", "A,ABCD,1,,,,");
        assertThat(run(TestContract.with("error")).told())
                .containsExactly("2 person:contract.rule.pattern", "3 published");
    }

    @Test
    void publishesEveryRowOfAKeyWhereTheLastWins() throws IOException {
        table("A,ABCD,1,,,,", "A,ABCD,2,,,,");
        assertThat(run(TestContract.with("last-wins")).told()).containsExactly("2 published", "3 published");
    }

    @Test
    void knowsAfterARestartWhichKeysItPublishedBefore() throws IOException {
        table("A,ABCD,1,,,,", "B,bad,1,,,,", "B,ABCD,1,,,,", "A,ABCD,2,,,,", "B,ABCD,2,,,,", "C,ABCD,2,,,,");
        for (var mode : List.of("error", "last-wins")) {
            var contract = TestContract.with(mode);
            var all = run(contract).told();
            for (int stop = 1; stop < all.size(); stop++) {
                var first = run(contract, Map.of(), stop);
                var second = run(contract, first.positions(), Integer.MAX_VALUE);
                assertThat(first.told()).isEqualTo(all.subList(0, stop));
                assertThat(second.told()).as("%s, from %s", mode, stop).isEqualTo(all.subList(stop, all.size()));
            }
        }
    }

    @Test
    void lookForKeysInEachFileByItself() throws IOException {
        table("A,ABCD,1,,,,");
        Files.copy(directory.resolve("a.csv"), directory.resolve("b.csv"));
        assertThat(run(TestContract.with("error")).told()).containsExactly("2 published", "2 published");
    }

    @Test
    void showsOfABadRowOnlyColumnsOfOpenFields() throws IOException {
        table("A,secret,1,2024,x,红,a remark nobody maps");
        var bad = run(TestContract.with("error")).quarantined().get(0);
        assertThat(raw(bad)).isEqualTo("A,,1,2024,x,红,");
        assertThat(bad.path("withheldColumns").toString()).isEqualTo("[\"person\"]");
        assertThat(bad.has("sha256"))
                .as("a digest that values could be tried against")
                .isFalse();
        assertThat(bad.path("line").asInt()).isEqualTo(2);
        assertThat(bad.toString()).doesNotContain("secret");
    }

    @Test
    void showsNoBytesOfARowWhoseColumnsAreNotCertain() throws IOException {
        var head = (String.join(",", COLUMNS) + "\n").getBytes(StandardCharsets.UTF_8);
        for (var row : List.of(
                "A,secret", "A,secret,1,2,3,4,5,6", "A,\"secret\"x,1,,,,", "A,secret,\u00FF,,,,", "A,\"secret")) {
            Files.write(directory.resolve("a.csv"), head);
            Files.write(
                    directory.resolve("a.csv"),
                    row.getBytes(StandardCharsets.ISO_8859_1),
                    java.nio.file.StandardOpenOption.APPEND);
            var result = run(TestContract.with("error"));
            assertThat(result.told()).containsExactly("2 row:contract.rule.row-malformed");
            assertThat(result.quarantined().get(0).has("raw")).as(row).isFalse();
            assertThat(result.quarantined().get(0).path("bytes").asInt()).isEqualTo(row.length());
        }
    }

    /** Tables of texts that look like data, like CSV's own signs, and like neither. */
    @Provide
    Arbitrary<List<List<String>>> tables() {
        var cells = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(
                        4, Arbitraries.of("A", "B", "ABCD", "NA", "1", "2024", "12", "红", "", " ", "1e3", "-0")),
                net.jqwik.api.Tuple.of(2, Arbitraries.strings().ofMaxLength(30)),
                net.jqwik.api.Tuple.of(1, Arbitraries.of("\"", ",", "\r\n", "\0", "\uD800", "𠮷", "\uFEFF", "a\"b")));
        return cells.list().ofMaxSize(9).list().ofMaxSize(12);
    }

    /**
     * Cell {@code person} is withheld. Every row's is marked, so that a trace of it anywhere can be told from chance.
     *
     * @param quoted whether cells are written as CSV asks for, or as they are
     */
    @Property(tries = 500)
    void losesNoRowAndShowsNothingWithheldWhateverStandsInATable(
            @ForAll("tables") List<List<String>> table, @ForAll boolean quoted) throws IOException {
        var text = new StringBuilder(String.join(",", COLUMNS));
        int most = 0;
        for (var row : table) {
            var cells = new ArrayList<>(row);
            if (cells.size() > 1) {
                cells.set(1, "WITHHELD" + cells.get(1));
            }
            if (quoted) {
                cells.replaceAll(cell -> "\"" + cell.replace("\"", "\"\"") + "\"");
            }
            text.append('\n').append(String.join(",", cells));
            most += cells.size() <= 1 ? 0 : 1;
        }
        Files.writeString(directory.resolve("a.csv"), text.toString().replace("\uD800", "?"), StandardCharsets.UTF_8);

        for (var mode : List.of("error", "last-wins")) {
            var contract = TestContract.with(mode);
            var file = TestContract.read(directory, MAPPING);
            var result = run(contract);
            var published =
                    result.told().stream().filter(t -> t.endsWith("published")).count();
            assertThat(published + result.quarantined().size())
                    .isEqualTo(result.told().size());
            if (quoted) {
                assertThat(result.told()).hasSizeGreaterThanOrEqualTo(most);
            }
            for (var bad : result.quarantined()) {
                assertThat(bad.path("reasons")).isNotEmpty().allSatisfy(reason -> {
                    assertThat(reason.path("path").asText()).isNotBlank();
                    assertThat(reason.path("code").asText()).isNotBlank();
                });
                if (quoted) {
                    assertThat(bad.toString() + raw(bad)).doesNotContain("WITHHELD");
                }
            }
            var report = ConnectorCheck.run(file, contract, Long.MAX_VALUE).orThrow();
            assertThat(report.counts().published()).isEqualTo(published);
            assertThat(report.counts().quarantined())
                    .isEqualTo(result.quarantined().size());
            if (quoted) {
                report.findings()
                        .forEach(finding -> assertThat(finding.first().reason().in(Locale.ENGLISH)
                                        + finding.first().value())
                                .doesNotContain("WITHHELD"));
            }
        }
    }
}
