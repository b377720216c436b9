package org.silobridge.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.connector.position.Counts;
import org.silobridge.contract.ContractReader;

/** What the samples of {@code deploy/samples} make of real data. The numbers were counted apart: see its data/README.md. */
class RealSamplesTest {
    private static final Path PROJECT = Path.of(System.getProperty("silobridge.project.dir", "../.."));

    @ParameterizedTest
    @CsvSource({
        "permit-cases, government-services/service-case, 1434, 0",
        "gdp, economy/macro-indicator, 13979, 0",
        "divisions, natural-resources/division, 4148, 0",
    })
    void everyRowIsPublishedOrSetAsideAsCounted(String sample, String contract, long published, long quarantined) {
        var file = ConnectorFile.read(PROJECT.resolve("deploy/samples/" + sample + ".connector.yaml"))
                .orThrow();
        var promised = ContractReader.read(PROJECT.resolve("schemas/" + contract + ".yaml"))
                .orThrow();

        var report = ConnectorCheck.run(file, promised, Long.MAX_VALUE).orThrow();

        assertThat(report.findings()).hasSize(quarantined == 0 ? 0 : 1);
        assertThat(report.counts())
                .extracting(Counts::published, Counts::quarantined)
                .containsExactly(published, quarantined);
    }
}
