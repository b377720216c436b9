package org.silobridge.connector.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.silobridge.connector.TestContract;
import org.silobridge.connector.mapping.CompiledMapping;
import org.silobridge.connector.source.TextRow;
import org.silobridge.contract.Contract;
import org.silobridge.model.Outcome;
import org.silobridge.model.Violation;

/**
 * Whatever is given for a connector file, a connector file or a refusal comes out, and of its mapping one that reads rows
 * or a refusal: no crash, no hang, no memory without end.
 */
class ConnectorFileFuzzTest {
    private static final Contract CONTRACT = TestContract.with("error");

    /** What tends to hurt parsers of YAML, of numbers, dates, patterns and paths. */
    private static final List<String> TOKENS = List.of(
            "*a",
            "&a ",
            "<<: ",
            "!!java.lang.Object ",
            "[",
            "{",
            "]",
            "}",
            "- ",
            ": ",
            "|\n",
            "\"",
            "'",
            "\t",
            "\n",
            "---\n",
            "~",
            "null",
            "1e999999999",
            "-1e-999999999",
            "99999999999999999999",
            "0",
            "P999999999999D",
            "PT-1S",
            "999GiB",
            "101%",
            "NaN%",
            "\u0000",
            "\uD800",
            "\uFEFF",
            "好",
            "../../..",
            "**/*",
            "[a-",
            "{a}{b}",
            "{{}",
            "{",
            "yyyy-M-d'T'",
            "GGGG",
            "[[[",
            "'",
            "Asia/Nowhere",
            "+25:00",
            "a.b\\.c.0",
            "....",
            "::1",
            "0.0.0.0",
            "jdbc:",
            "scale: 1e-400",
            "zone: Z",
            "format: ''",
            "nulls: [~]",
            "enumMap: {a: {}}");

    private static final String HEAD = """
            apiVersion: silobridge.org/v1
            kind: Connector
            name: things
            dataset: credit/thing/tester
            catalogue: {url: "http://127.0.0.1:1", tokenFile: token}
            kafka: {clientConfigFile: kafka.properties}
            limits: {maxRowBytes: 1MiB, maxBadShare: 5%, overRows: 100}
            http: {host: 127.0.0.1, port: 0}
            source:
            """;

    private static final String MAPPING = """
            mapping:
              id: {compose: "{a}-{b}"}
              person: {firstOf: [p, q], trim: false}
              amount: {column: CO, scale: 0.001, nulls: [NA, "-"]}
              pieces: {column: n}
              total: {constant: "7"}
              price: {column: price}
              day: {column: d, format: yyyy/M/d}
              at: {column: t, format: "yyyy-M-d H", zone: Asia/Shanghai}
              colour: {column: c, enumMap: {红: RED}}
              valid: {column: v}
            """;

    private static final List<String> SOURCES = List.of(
            "  csv: {path: data/*.csv, encoding: GB18030, delimiter: ';', header: false, watch: true, quiet: PT5S}\n",
            "  jsonl: {path: data/*.jsonl.gz, brokenFiles: quarantine}\n",
            "  xlsx: {path: a.xlsx, sheet: 名册, headerRow: 0}\n",
            "  cap: {path: '*.cap', rows: area}\n",
            "  jdbc: {url: 'jdbc:postgresql://h/d', userFile: u, passwordFile: p, table: t, mode: timestamp, column: c, key: [k], zone: UTC}\n",
            "  cdc: {url: 'jdbc:postgresql://h/d', userFile: u, passwordFile: p, table: s.t, key: [k]}\n",
            "  push: {port: 8095, tokenFile: t, host: '::1', maxBodyBytes: 1MiB, remember: PT1H, deletesWhen: {column: x, is: y}}\n");

    private static Path file = Path.of("replaced");

    @TempDir
    private Path directory;

    @BeforeContainer
    static void makeDirectory() throws IOException {
        file = Files.createTempDirectory("silobridge-fuzz").resolve("a.yaml");
    }

    @AfterContainer
    static void removeDirectory() throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(file.resolveSibling(""));
    }

    private static String good(Random random) {
        return HEAD + SOURCES.get(random.nextInt(SOURCES.size())) + MAPPING;
    }

    @Property(tries = 400, shrinking = ShrinkingMode.OFF)
    void aGoodFileThatWasDamaged(@ForAll Random random) {
        comesOut(file, damaged(good(random), random).getBytes(StandardCharsets.UTF_8), random);
    }

    @Property(tries = 400, shrinking = ShrinkingMode.OFF)
    void aGoodMappingThatWasDamaged(@ForAll Random random) {
        comesOut(file, (HEAD + SOURCES.get(0) + damaged(MAPPING, random)).getBytes(StandardCharsets.UTF_8), random);
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void anyBytesAtAll(@ForAll byte[] bytes, @ForAll Random random) {
        comesOut(file, bytes, random);
    }

    static Stream<String> bombs() {
        var random = new Random(1);
        var good = good(random);
        var aliases = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 40; i++) {
            aliases.append("a%1$d: &a%1$d [*a%2$d, *a%2$d]\n".formatted(i, i - 1));
        }
        var fields = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            fields.append("  f").append(i).append(": {column: c}\n");
        }
        return Stream.of(
                aliases.toString(),
                good + fields,
                good.replace("{a}-{b}", "{a}".repeat(100_000)),
                good.replace("{a}-{b}", "{".repeat(400_000)),
                good.replace("yyyy/M/d", "y".repeat(400_000)),
                good.replace("yyyy/M/d", "[".repeat(400_000)),
                good.replace("0.001", "1e2147483647"),
                good.replace("0.001", "9".repeat(400_000)),
                good.replace("name: things", "name: " + "a-".repeat(200_000) + "a"),
                good.replace("[p, q]", "[" + "p, ".repeat(100_000) + "q]"),
                good.replace("Asia/Shanghai", "A/".repeat(200_000)),
                good.replace("mapping:\n", "mapping: " + "{a: ".repeat(100_000)));
    }

    @ParameterizedTest
    @MethodSource("bombs")
    @Timeout(60)
    void aFileThatWasMadeToHurt(String yaml) {
        comesOut(directory.resolve("a.yaml"), yaml.getBytes(StandardCharsets.UTF_8), new Random(1));
    }

    private static void comesOut(Path at, byte[] bytes, Random random) {
        try {
            Files.write(at, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var compiled = ConnectorFile.read(at).flatMap(read -> CompiledMapping.compile(read.mapping(), CONTRACT));
        if (compiled instanceof Outcome.Refused<CompiledMapping> refused) {
            assertThat(refused.refusal().violations()).isNotEmpty();
            assertThat(refused.refusal().violations().get(0).toString()).isNotEmpty();
            return;
        }
        var mapping = compiled.orThrow();
        var texts = new @Nullable String[mapping.columns().size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = random.nextInt(8) == 0 ? null : TOKENS.get(random.nextInt(TOKENS.size()));
        }
        var faults = new ArrayList<Violation>();
        var row = new TextRow("a", 1, false, false, mapping.columns(), texts, 1 << 20);
        assertThat(mapping.read(row, faults::add, faults::add)).hasSameSizeAs(CONTRACT.fields());
    }

    private static String damaged(String text, Random random) {
        var damaged = new StringBuilder(text);
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            int at = random.nextInt(damaged.length() + 1);
            int end = Math.min(damaged.length(), at + random.nextInt(1, 30));
            switch (random.nextInt(4)) {
                case 0 -> damaged.delete(at, end);
                case 1 -> damaged.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
                case 2 -> damaged.replace(at, end, TOKENS.get(random.nextInt(TOKENS.size())));
                default -> damaged.insert(random.nextInt(damaged.length() + 1), damaged.substring(at, end));
            }
        }
        return damaged.toString();
    }
}
