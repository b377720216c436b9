package org.silobridge.it.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.cli.local.LocalExchange;
import org.silobridge.cli.soak.KillConnector;
import org.silobridge.sandbox.SandboxOptions;

class KillConnectorIT {
    private static final Path PROJECT = Path.of(System.getProperty("silobridge.project.dir", "../.."));
    private static final long SEED = 20261122;

    @TempDir
    private Path directory;

    @Test
    void neitherLosesNorRepeatsARowAndKeepsTheOrder() throws Exception {
        try (var exchange = LocalExchange.start(directory, SandboxOptions.defaults(), step -> {})) {

            var report = new KillConnector(exchange, PROJECT, Clock.systemUTC(), step -> {}).run(SEED, 10);

            assertThat(report.violations()).as("%s", report.facts()).isEmpty();
        }
    }
}
