package org.silobridge.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.silobridge.checks.Cel;
import org.silobridge.checks.RowChecks;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.connector.config.StarterFile;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractReader;
import org.silobridge.contract.sample.ContractSample;
import org.silobridge.contract.sample.SampleFile;
import org.silobridge.model.Slug;

/**
 * Made-up rows of every contract of the project go through a connector as they were meant to: what the generator says
 * of its rows and what the connector finds are worked out apart from each other.
 */
class ContractSamplesTest {
    private static final Path SCHEMAS = Path.of(System.getProperty("silobridge.project.dir", "../.."), "schemas");
    private static final int ROWS = 300;
    private static final int INVALID = 30;

    @TempDir
    private Path directory;

    /** Why rows at a line are set aside: reason and path, and how many rows. */
    private record Fault(String path, String code, long firstLine, long rows) {}

    static List<Path> contracts() throws IOException {
        try (var files = Files.walk(SCHEMAS)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void goodRowsArePublishedAndEachBadOneIsSetAsideForItsOneReason(Path file) throws IOException {
        var contract = ContractReader.read(file, Cel.LANGUAGE).orThrow();
        var intended = sampleOf(contract);
        var connector = Files.writeString(
                directory.resolve("sample.connector.yaml"),
                StarterFile.text(contract, new Slug("owner"), SampleFile.CSV, "sample.csv"));

        var report = ConnectorCheck.run(ConnectorFile.read(connector).orThrow(), contract, Long.MAX_VALUE)
                .orThrow();

        assertThat(report.findings().stream()
                        .map(finding -> new Fault(
                                finding.first().path(),
                                finding.first().reason().code(),
                                finding.line(),
                                finding.rows())))
                .containsExactlyInAnyOrderElementsOf(intended);
        assertThat(report.counts().published()).isEqualTo(ROWS - INVALID);
        assertThat(report.counts().quarantined()).isEqualTo(INVALID);
    }

    /** Writes the rows. @return the faults among them */
    private List<Fault> sampleOf(Contract contract) throws IOException {
        var checks = RowChecks.of(contract);
        var rows = ContractSample.of(contract, (values, found, flagged) -> checks.check(i -> values[i], found, flagged))
                .orThrow()
                .rows(new ContractSample.Plan(20_260_101, ROWS, (double) INVALID / ROWS));
        Map<String, Fault> faults = new TreeMap<>();
        try (var out = Files.newBufferedWriter(directory.resolve("sample.csv"))) {
            SampleFile.CSV.begin(contract, out);
            while (rows.hasNext()) {
                var row = rows.next();
                SampleFile.CSV.row(contract, row, out);
                row.fault()
                        .ifPresent(fault -> faults.merge(
                                fault.toString(),
                                new Fault(fault.path(), fault.code(), SampleFile.CSV.line(row), 1),
                                (one, next) -> new Fault(one.path(), one.code(), one.firstLine(), one.rows() + 1)));
            }
        }
        assertThat(faults.values().stream().collect(Collectors.summingLong(Fault::rows)))
                .isEqualTo(INVALID);
        return List.copyOf(faults.values());
    }
}
