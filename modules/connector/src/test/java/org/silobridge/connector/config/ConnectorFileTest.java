package org.silobridge.connector.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.silobridge.connector.source.csv.CsvSettings;
import org.silobridge.connector.source.file.FilesSettings;
import org.silobridge.model.Outcome;

/** What is laid down of the connector file: read as written, or refused with everything that is wrong at once. */
class ConnectorFileTest {
    private static final String GOOD = """
            apiVersion: silobridge.org/v1
            kind: Connector
            name: beijing-air
            dataset: ecology-environment/air-quality-hourly/beijing-ecology
            catalogue: {url: "http://127.0.0.1:8080", tokenFile: token}
            kafka: {clientConfigFile: kafka.properties}
            source:
              csv: {path: data/*.csv, encoding: UTF-8, delimiter: ",", header: true}
            mapping:
              stationCode: {column: station}
              co: {column: CO, scale: 0.001, nulls: [NA]}
              observedAt: {compose: "{year}-{month}", format: "yyyy-M", zone: Asia/Shanghai}
            limits: {maxRowBytes: 1MiB}
            """;

    @TempDir
    private Path directory;

    @Test
    void stopsAtHalfOfAThousandRowsAndTellsNobodyIfItDoesNotSayOtherwise() throws IOException {
        var silent = read(GOOD).orThrow();
        var told = read(GOOD.replace(
                        "limits: {maxRowBytes: 1MiB}",
                        "limits: {maxBadShare: 2.5%, overRows: 200}\nhttp: {port: 9464}"))
                .orThrow();

        assertThat(silent.badRows()).isEqualTo(new BadRowLimit(0.5, 1_000));
        assertThat(silent.http()).isEmpty();
        assertThat(told.badRows()).isEqualTo(new BadRowLimit(0.025, 200));
        assertThat(told.http()).contains(new HttpSettings("127.0.0.1", 9464));
        assertThat(fault("{maxRowBytes: 1MiB}", "{maxBadShare: 101%}")).contains("limits.maxBadShare", "5%");
        assertThat(fault("{maxRowBytes: 1MiB}", "{overRows: 0}")).contains("limits.overRows");
    }

    private Outcome<ConnectorFile> read(String text) throws IOException {
        return ConnectorFile.read(Files.writeString(directory.resolve("air.yaml"), text));
    }

    private static List<String> faults(Outcome<ConnectorFile> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        var refused = (Outcome.Refused<ConnectorFile>) outcome;
        return refused.refusal().violations().stream()
                .map(v -> v.path() + ": " + v.reason().in(Locale.ENGLISH))
                .toList();
    }

    private String fault(String good, String bad) throws IOException {
        assertThat(GOOD).contains(good);
        var faults = faults(read(GOOD.replace(good, bad)));
        assertThat(faults).hasSize(1);
        return faults.get(0);
    }

    @Test
    void readsWhatIsLaidDownWithPathsRelativeToTheFile() throws IOException {
        var file = read(GOOD).orThrow();
        assertThat(file.name()).hasToString("beijing-air");
        assertThat(file.kafkaClientConfig()).isEqualTo(directory.resolve("kafka.properties"));
        assertThat(file.catalogue().tokenFile()).isEqualTo(directory.resolve("token"));
        assertThat(file.source())
                .isEqualTo(new CsvSettings(
                        new FilesSettings(directory, "data/*.csv", false, Duration.ofSeconds(5), false),
                        StandardCharsets.UTF_8,
                        ',',
                        true,
                        1 << 20));
        assertThat(file.workDirectory()).isEqualTo(directory.resolve("beijing-air.work"));
        assertThat(file.mapping()).containsOnlyKeys("stationCode", "co", "observedAt");
    }

    @Test
    void takesGbkAndGb2312ForGb18030WhichContainsThem() throws IOException {
        for (var name : List.of("GB18030", "gbk", "GB2312")) {
            assertThat(read(GOOD.replace("UTF-8", name)).orThrow().source())
                    .isInstanceOfSatisfying(
                            CsvSettings.class, csv -> assertThat(csv.encoding()).isEqualTo(Charset.forName("GB18030")));
        }
    }

    @Test
    void saysThatTheFileIsMissing() {
        assertThat(faults(ConnectorFile.read(directory.resolve("none.yaml"))))
                .singleElement()
                .asString()
                .contains("There is no readable file", "none.yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "encoding: UTF-8, | encodign: UTF-8, encoding: UTF-8, | air.yaml:8 source.csv.encodign | encoding",
                "{column: station} | {colunm: x, column: station} | air.yaml:10 mapping.stationCode.colunm | column",
                "limits: | limit: | air.yaml:13 limit | limits",
            })
    void namesTheNearestKeyForAnUnknownOne(String good, String bad, String path, String nearest) throws IOException {
        assertThat(fault(good, bad)).startsWith(path + ": ").endsWith("did you mean " + nearest + "?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "kind: Connector | kind: Contract | air.yaml:2 kind | Connector",
                "silobridge.org/v1 | silobridge.org/v2 | air.yaml:1 apiVersion | silobridge.org/v1",
                "name: beijing-air | name: Beijing_Air | air.yaml:3 name | a slug",
                "ecology-environment/air-quality-hourly/beijing-ecology | air | air.yaml:4 dataset | database/contract/owner",
                "http://127.0.0.1:8080 | localhost | air.yaml:5 catalogue.url | an address such as",
                "encoding: UTF-8 | encoding: latin1 | air.yaml:8 source.csv.encoding | UTF-8 or GB18030",
                "delimiter: \",\" | delimiter: \",,\" | air.yaml:8 source.csv.delimiter | one character",
                "delimiter: \",\" | delimiter: x | air.yaml:8 source.csv.delimiter | one character",
                "header: true | snapshot: {maxShrink: 5} | air.yaml:8 source.csv.snapshot.maxShrink | such as 5%",
                "header: true | snapshot: {badKeys: drop} | air.yaml:8 source.csv.snapshot.badKeys | remove",
                "header: true | snapshot: {confirm: [a.csv]} | air.yaml:8 source.csv.snapshot.confirm[0] | SHA-256",
                "limits: | replaces: [Old] # | air.yaml:13 replaces[0] | no name of a connector",
                "header: true | header: perhaps | air.yaml:8 source.csv.header | true or false",
                "maxRowBytes: 1MiB | maxRowBytes: 1MB | air.yaml:13 limits.maxRowBytes | a size such as",
                "maxRowBytes: 1MiB | maxRowBytes: 65MiB | air.yaml:13 limits.maxRowBytes | from 1 B to 64 MiB",
                "maxRowBytes: 1MiB | maxRowBytes: 0 | air.yaml:13 limits.maxRowBytes | from 1 B to 64 MiB",
                "scale: 0.001 | scale: a lot | air.yaml:11 mapping.co.scale | a number",
                "format: \"yyyy-M\" | format: \"yyyy-q{\" | air.yaml:12 mapping.observedAt.format | a date or time pattern",
                "zone: Asia/Shanghai | zone: Asia/Shangri | air.yaml:12 mapping.observedAt.zone | a time zone such as",
                "\"{year}-{month}\" | \"{year-{month}\" | air.yaml:12 mapping.observedAt.compose | column names in braces",
                "\"{year}-{month}\" | year | air.yaml:12 mapping.observedAt.compose | column names in braces",
                "{column: station} | {constant: A, column: station} | air.yaml:10 mapping.stationCode | Only one of these",
                "{column: station} | {nulls: [A]} | air.yaml:10 mapping.stationCode | One of these is needed",
                "{column: station} | station | air.yaml:10 mapping.stationCode | key",
            })
    void saysWhatBelongsWhereSomethingElseStands(String good, String bad, String path, String expected)
            throws IOException {
        assertThat(fault(good, bad)).startsWith(path + ": ").contains(expected);
    }

    @Test
    void namesEveryMissingKeyAtOnce() throws IOException {
        assertThat(faults(read("apiVersion: silobridge.org/v1\nkind: Connector\n")))
                .extracting(fault -> fault.replaceAll("^\\S+ ", ""))
                .contains("name: name is missing.", "dataset: dataset is missing.", "catalogue: catalogue is missing.")
                .anyMatch(fault -> fault.startsWith("kafka"))
                .anyMatch(fault -> fault.startsWith("source"))
                .anyMatch(fault -> fault.startsWith("mapping: A connector needs a mapping"));
    }
}
