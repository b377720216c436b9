package org.silobridge.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.contract.ContractReader;
import org.silobridge.model.Outcome;

/** What {@code connector check} says of real files is what was worked out without our pipeline. */
class RealFilesTest {
    @ParameterizedTest
    @EnumSource
    void becomesWhatWasWorkedOutWithoutOurPipeline(RealFiles real) {
        var contract = ContractReader.read(ExchangeStage.PROJECT.resolve("schemas/" + real.contract() + ".yaml"))
                .orThrow();

        var report = ConnectorFile.read(real.connector())
                .flatMap(file -> ConnectorCheck.run(file, contract, Long.MAX_VALUE));

        if (report instanceof Outcome.Refused<CheckReport> refused) {
            throw new AssertionError(refused.refusal().in(Locale.ENGLISH));
        }
        assertThat(report.orThrow().complete()).isTrue();
        assertThat(report.orThrow().counts()).isEqualTo(real.counts());
    }
}
