package org.silobridge.connector.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.TestContract;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.connector.mapping.CompiledMapping;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.connector.source.Utf8Row;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractReader;
import org.silobridge.model.Reason;

/** The straight way and the simple way: the same rows are good, with the same bytes; and of the others the same is said. */
class StraightEncoderTest {
    private static final String SCHEMA = """
            {"type": "record", "name": "All", "namespace": "org.silobridge.credit", "doc": "All types.", "fields": [
              {"name": "id", "type": "string"},
              {"name": "organisation", "type": "string"},
              {"name": "pieces", "type": "int"},
              {"name": "total", "type": "long"},
              {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2}},
              {"name": "day", "type": {"type": "int", "logicalType": "date"}},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "colour", "type": {"type": "enum", "name": "Colour", "symbols": ["OTHER", "RED", "BLUE"],
               "default": "OTHER"}},
              {"name": "valid", "type": "boolean"},
              {"name": "ratio", "type": ["null", "float"], "default": null},
              {"name": "amount", "type": ["null", "double"], "default": null},
              {"name": "phone", "type": ["null", "string"], "default": null},
              {"name": "person", "type": ["null", "string"], "default": null},
              {"name": "division", "type": ["null", "string"], "default": null},
              {"name": "kind", "type": ["null", "string"], "default": null},
              {"name": "large", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 30, "scale": 5}],
               "default": null},
              {"name": "wide", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 0}],
               "default": null}
            ]}
            """;
    private static final String YAML = """
            apiVersion: silobridge.org/v1
            kind: Contract
            database: credit
            name: all
            version: "1.0"
            title: {en: All, zh: 全部}
            description: {en: For tests., zh: 用于测试。}
            dataClass: government
            records: event
            schema: all.avsc
            key: [%s]
            duplicateKeys: last-wins
            partitions: 1
            retention: P1D
            legalBasis: {en: None., zh: 无。}
            groups:
              open: {sharing: unconditional, title: {en: Open, zh: 公开}}
              identity: {sharing: conditional, title: {en: Identity, zh: 身份}}
            fields:
              id: {FIELD, rules: [{length: {min: 1, max: 6}}]}
              organisation: {FIELD, rules: [{checkDigits: organisation-code}]}
              pieces: {FIELD, rules: [{range: {min: -5, max: 1000}}]}
              total: {FIELD}
              price: {FIELD, rules: [{range: {min: -0.015, max: 99999.999}}]}
              day: {FIELD, rules: [{range: {min: "1600-02-29", max: "2400-01-01"}}]}
              at: {FIELD, rules: [{range: {min: "1969-12-31T23:59:59.9995Z", max: "2030-01-01T00:00:00Z"}}]}
              colour: {FIELD}
              valid: {FIELD}
              ratio: {FIELD, rules: [{range: {min: 0, max: 1.1}}]}
              amount: {FIELD, rules: [{range: {min: -1000}}]}
              phone: {FIELD, rules: [{pattern: "1[3-9][0-9]{9}"}]}
              person: {FIELD, group: identity, rules: [{pattern: "[^a-z]{1,4}"}, {length: {min: 2}}]}
              division: {FIELD, rules: [{divisionCode: {levels: [county]}}]}
              kind: {FIELD, rules: [{enum: [红, "b", "c d"]}, required]}
              large: {FIELD}
              wide: {FIELD}
            """.replace("FIELD", "sensitivity: L1, title: {en: A field, zh: 字段}");

    private static final List<String> COLUMNS = List.of(
            "id",
            "organisation",
            "pieces",
            "total",
            "price",
            "day",
            "at",
            "colour",
            "valid",
            "ratio",
            "amount",
            "phone",
            "person",
            "division",
            "kind",
            "large",
            "wide");

    /** Texts of each column that are good under most mappings. */
    private static final List<List<String>> GOOD = List.of(
            List.of("A", "a b", "中文", "%|-", "abc"),
            List.of("123456785", "12345678-5", "d2143569-x", "D2143569X"),
            List.of("0", "7", "+7", "7.0", "-5", "007", "1000", "-0"),
            List.of("0", "9223372036854775800", "-922337203685477500", "100000", "-100", "123456789012345600"),
            List.of("0", "1.5", "99999.9", ".5", "1.50", "0.10", "1.000"),
            List.of("2024-02-29", "1970-01-01", "1600-02-29", "2399-12-31", "2000-02-29", "1900-03-01", "2013-12-31"),
            List.of("1970-01-01T00:00:00Z", "2013-03-01T08:00:00+08:00", "2013-03-01T08:00:00.123Z"),
            List.of("RED", "BLUE", "OTHER"),
            List.of("true", "FALSE", "True", "false"),
            List.of("", "0.1", "1", "1.1", "0.123456789"),
            List.of("", "0.1", "-600", "123456789.123456789", "4503599627370497", "-0"),
            List.of("", "13912345678", "19900000000"),
            List.of("", "ABCD", "王五", "A B"),
            List.of("", "440106", "110101"),
            List.of("红", "b", "c d"),
            List.of("", "0", "1", "-123", "12345678901234"),
            List.of("", "999999999999999999", "-1", "128", "-128", "-129", "255", "32768"));

    /** Others, in the ways that people write them, of which some are nearly good. */
    private static final List<List<String>> PLAUSIBLE = List.of(
            List.of(
                    "A",
                    "a b",
                    "中文",
                    "%|-",
                    "\u0301e",
                    "  x",
                    "\u3000",
                    "abcdef",
                    "\u0085a",
                    "x\u00A0",
                    "😀😀😀😀😀😀"),
            List.of("123456785", "12345678-5", "d2143569-x", "D2143569X"),
            List.of("0", "7", "+7", "7.0", "-5", "007", "1e2", "1000", "-0", "7."),
            List.of(
                    "0",
                    "9223372036854775807",
                    "-9223372036854775808",
                    "999999999999999999",
                    "-1",
                    "123456789012345678",
                    "1000000000000000000"),
            List.of("0", "-0.01", "1.5", "99999.99", ".5", "1.50", "0.010", "1e1", "1.000", "-0.0"),
            List.of("2024-02-29", "1970-01-01", "1600-02-29", "2399-12-31", "2000-02-29", "1900-03-01", "2013-12-31"),
            List.of(
                    "1970-01-01T00:00:00Z",
                    "2013-03-01T08:00:00+08:00",
                    "2013-03-01T08:00:00.123Z",
                    "2013-03-01T08:00:00.1Z",
                    "2029-12-31T23:59:59.999Z",
                    "2013-03-01T00:00:00-00:30",
                    "2013-03-01T00:00Z"),
            List.of("RED", "BLUE", "OTHER", "红", "R"),
            List.of("true", "FALSE", "True", "false"),
            List.of("", "0.1", "1", "1.1", "0.123456789", "1.10000002384185791015625", "16777217e-8", "0.00000000001"),
            List.of(
                    "",
                    "NA",
                    "0.1",
                    "-1000",
                    "123456789.123456789",
                    "4503599627370497",
                    "9007199254740993",
                    "1e-400",
                    "-0"),
            List.of("", "13912345678", "19900000000"),
            List.of("", "ABCD", "王五", "A B", "\"\"\"\""),
            List.of("", "440106", "110101"),
            List.of("红", "b", "c d"),
            List.of("", "0", "1.5", "-123456789012345678.12345", "0.00001", "12345678901234.5", "-0.5"),
            List.of("", "999999999999999999", "-1", "128", "-128", "-129", "255", "32768"));

    private static final List<String> WILD = List.of(
            "",
            " ",
            "x",
            "中",
            "\u3000",
            "1",
            "-",
            "+",
            ".",
            "1.2.3",
            "999999999999999999999",
            "1e999",
            "NaN",
            "１",
            "2023-02-29",
            "2024-13-01",
            "1600-02-28",
            "+2024-01-01",
            "2024-01-01T25:00:00Z",
            "2013-03-01T08:00:00",
            "2013-03-01 08:00:00Z",
            "2013-03-01T08:00:00+19:00",
            "yes",
            "tru",
            "ſalse",
            "440100",
            "220381",
            "12345",
            "123456784",
            "1391234567",
            "abc",
            "\u2028x",
            "a\u0000b",
            "\"",
            "1001",
            "-6",
            "0.005",
            "99999.995",
            "1.2",
            "1969-12-31T23:59:59.999Z",
            "2030-01-01T00:00:00.001Z",
            "10000000000000000.1");

    private static final String PLAIN = String.join(
            "\n",
            COLUMNS.stream()
                    .map(column -> column + ": {column: " + column + "}")
                    .toList());

    private static final List<String> MAPPINGS = List.of(
            PLAIN,
            PLAIN.replace("{column: total}", "{column: total, scale: 0.01}")
                    .replace("{column: price}", "{column: price, scale: 0.1}")
                    .replace("{column: amount}", "{column: amount, scale: 1.5, nulls: [NA, \"-0\"]}")
                    .replace("{column: ratio}", "{column: ratio, scale: 0.001}")
                    .replace("{column: at}", "{column: at, zone: Asia/Shanghai}")
                    .replace("{column: colour}", "{column: colour, enumMap: {红: RED, RED: BLUE, BLUE: OTHER}}")
                    .replace("{column: valid}", "{column: valid, enumMap: {是: \"true\", \"TRUE\": \"false\"}}"),
            PLAIN.replace("{column: id}", "{compose: \"{id}-{kind}\"}")
                    .replace("{column: phone}", "{firstOf: [phone, person]}")
                    .replace("{column: person}", "{column: person, trim: false}")
                    .replace("{column: kind}", "{constant: b}")
                    .replace("{column: at}", "{column: at, zone: Europe/Paris}")
                    .replace("{column: large}", "{column: large, scale: 1000000}")
                    .replace("{column: wide}", "{firstOf: [large, wide], trim: false}"));

    private static final List<String> KEYS =
            List.of("id", "organisation, pieces, total", "price, day, at", "id, colour, valid", "at, organisation");

    private Path directory = Path.of("");

    @BeforeProperty
    void makeDirectory() throws IOException {
        directory = Files.createTempDirectory("straight");
    }

    @AfterProperty
    void removeDirectory() throws IOException {
        try (var files = Files.list(directory)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    @Property(tries = 400)
    void saysAndWritesWhatTheSimpleWayDoes(
            @ForAll("tables") List<List<String>> table,
            @ForAll("mappings") String mapping,
            @ForAll("keys") String key,
            @ForAll boolean quoted,
            @ForAll boolean chinese)
            throws IOException {
        var contract =
                ContractReader.read("all.yaml", YAML.formatted(key), SCHEMA).orThrow();
        var encoding = chinese ? Charset.forName("GB18030") : StandardCharsets.UTF_8;
        var file = directory.resolve("a.csv");
        var text = new StringBuilder(String.join(",", COLUMNS)).append('\n');
        for (var row : table) {
            text.append(String.join(
                            ",",
                            row.stream()
                                    .map(cell -> quoted || cell.contains("\"")
                                            ? '"' + cell.replace("\"", "\"\"") + '"'
                                            : cell)
                                    .toList()))
                    .append('\n');
        }
        Files.write(file, text.toString().getBytes(encoding));
        var written = TestContract.file(directory, mapping, "");
        Files.writeString(written, Files.readString(written).replace("UTF-8", encoding.name()));
        var connector = ConnectorFile.read(written).orThrow();

        compare(contract, CompiledMapping.compile(connector.mapping(), contract).orThrow(), connector);
    }

    private static void compare(Contract contract, CompiledMapping mapping, ConnectorFile connector) {
        var pipeline = new RowPipeline(contract, mapping, 258, Optional.empty());
        var simple = new RowPipeline(contract, mapping, 258, Optional.empty());
        var straight = new StraightEncoder(contract, mapping, 258, new RowEncoder(contract, 258));
        try (var rows = connector.openable(Clock.systemUTC()).open(mapping.columns(), Map.of())) {
            for (var row = rows.next(); row != null; row = rows.next()) {
                boolean good = simple.accept(new Simple(row));
                Statistics.collect(good ? "good" : "bad");
                assertThat(pipeline.accept(row)).isEqualTo(good);
                if (row instanceof Utf8Row utf8 && utf8.isUtf8() && row.fault().isEmpty()) {
                    assertThat(straight.encode(utf8)).as(row.text(0)).isEqualTo(good);
                }
                if (good) {
                    assertThat(pipeline.key()).isEqualTo(simple.key());
                    assertThat(pipeline.value()).isEqualTo(simple.value());
                } else {
                    assertThat(pipeline.faults()).isEqualTo(simple.faults());
                }
            }
        }
    }

    /** A row that has nothing but texts. */
    private record Simple(SourceRow row) implements SourceRow {
        @Override
        public String part() {
            return row.part();
        }

        @Override
        public long line() {
            return row.line();
        }

        @Override
        public boolean done() {
            return row.done();
        }

        @Override
        public Optional<Reason> fault() {
            return row.fault();
        }

        @Override
        public String text(int column) {
            return row.text(column);
        }

        @Override
        public String encoding() {
            return row.encoding();
        }

        @Override
        public long rawLength() {
            return row.rawLength();
        }

        @Override
        public String rawDigest() {
            return row.rawDigest();
        }

        @Override
        public byte @Nullable [] raw(@Nullable Set<String> kept) {
            return row.raw(kept);
        }
    }

    @Provide
    Arbitrary<String> mappings() {
        return Arbitraries.of(MAPPINGS);
    }

    @Provide
    Arbitrary<String> keys() {
        return Arbitraries.of(KEYS);
    }

    /** Most rows are good; some have one cell that may be anything. */
    @Provide
    Arbitrary<List<List<String>>> tables() {
        var cells = new ArrayList<Arbitrary<String>>();
        for (int i = 0; i < COLUMNS.size(); i++) {
            cells.add(Arbitraries.frequencyOf(
                    Tuple.of(40, Arbitraries.of(GOOD.get(i))),
                    Tuple.of(2, Arbitraries.of(PLAUSIBLE.get(i))),
                    Tuple.of(1, Arbitraries.of(GOOD.get(i)).map(text -> " \t" + text + "\u001F "))));
        }
        var wild = Arbitraries.oneOf(Arbitraries.of(WILD), Arbitraries.strings().ofMaxLength(12))
                .map(text -> text.replaceAll("[\\uD800-\\uDFFF\r\n,]", "?"));
        return Combinators.combine(
                        Combinators.combine(cells).as(row -> row),
                        Arbitraries.integers().between(0, 3 * COLUMNS.size()),
                        wild)
                .as((row, at, text) -> {
                    var changed = new ArrayList<>(row);
                    if (at < changed.size()) {
                        changed.set(at, text);
                    }
                    return List.copyOf(changed);
                })
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
    }
}
