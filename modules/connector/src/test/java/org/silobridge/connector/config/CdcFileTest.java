package org.silobridge.connector.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.silobridge.connector.mapping.CompiledMapping;
import org.silobridge.connector.source.cdc.CdcSettings;
import org.silobridge.contract.ContractReader;
import org.silobridge.model.Outcome;

/** What is laid down of {@code source: {cdc: …}}. */
class CdcFileTest {
    private static final Path PROJECT = Path.of(System.getProperty("silobridge.project.dir", "../.."));

    @TempDir
    private Path directory;

    private Outcome<ConnectorFile> read(String cdc) throws IOException {
        return SourceFiles.read(directory, "cdc: {" + cdc + ", userFile: user, passwordFile: password}");
    }

    private CdcSettings settings(String cdc) throws IOException {
        return (CdcSettings)
                read("url: 'jdbc:postgresql://h/d', " + cdc).orThrow().source();
    }

    @Test
    void readsWhatIsLaidDown() throws IOException {
        var settings = settings("table: public.t, key: [a, b], snapshot: false, publication: p, heartbeat: PT1M");

        assertThat(settings.table()).isEqualTo("public.t");
        assertThat(settings.key()).containsExactly("a", "b");
        assertThat(settings.snapshot()).isFalse();
        assertThat(settings.publication()).contains("p");
        assertThat(settings.heartbeat()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.login().passwordFile()).isEqualTo(directory.resolve("password"));
    }

    @Test
    void readsTheTableFirstAndMakesAPublicationUnlessSaid() throws IOException {
        var settings = settings("table: public.t, key: [a]");

        assertThat(settings.snapshot()).isTrue();
        assertThat(settings.publication()).isEmpty();
        assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:postgresql://h/d | table: public.t | connector.source.cdc.needs-key",
                "jdbc:postgresql://h/d | table: t, key: [id] | connector.source.cdc.table",
                "jdbc:postgresql://h/d | table: public.t, key: ['a,b'] | connector.source.cdc.key-name",
                "jdbc:postgresql://h/d | table: public.t, key: [id], heartbeat: PT0.01S | connector.source.cdc.heartbeat",
                "jdbc:mysql://h/d | table: public.t, key: [id] | connector.source.cdc.url",
                "jdbc:postgresql://h,i/d | table: public.t, key: [id] | connector.source.cdc.url",
            })
    void saysWhatIsWrong(String url, String cdc, String code) throws IOException {
        assertThat(SourceFiles.codes(read("url: '" + url + "', " + cdc))).containsExactly(code);
    }

    @Test
    void theSampleFitsItsContractAndTellsItsKeyInDeletes() {
        var file = ConnectorFile.read(PROJECT.resolve("deploy/database/penalties.connector.yaml"))
                .orThrow();
        var contract = ContractReader.read(PROJECT.resolve("schemas/credit/administrative-penalty.yaml"))
                .orThrow();

        var mapping = CompiledMapping.compile(file.mapping(), contract).orThrow();

        assertThat(((CdcSettings) file.source()).key()).containsAll(mapping.keyColumns());
    }
}
