package org.silobridge.it.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.cli.local.LocalExchange;
import org.silobridge.cli.soak.KillCatalogue;
import org.silobridge.sandbox.SandboxOptions;

class KillCatalogueIT {
    private static final Path PROJECT = Path.of(System.getProperty("silobridge.project.dir", "../.."));
    private static final long SEED = 20261122;

    @TempDir
    private Path directory;

    @Test
    void leavesExactlyTheRightsOfTheGrantsAndEachDecisionOnceInALedgerThatVerifies() throws Exception {
        try (var exchange = LocalExchange.start(directory, SandboxOptions.defaults(), step -> {})) {

            var report = new KillCatalogue(exchange, PROJECT.resolve("schemas"), step -> {}).run(SEED, 10);

            assertThat(report.violations()).as("%s", report.facts()).isEmpty();
            assertThat(report.facts().get("decisions acknowledged")).asString().matches("[1-9]\\d+");
        }
    }
}
