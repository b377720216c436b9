package org.silobridge.connector.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.silobridge.connector.mapping.CompiledMapping;
import org.silobridge.connector.source.push.PushSettings;
import org.silobridge.contract.ContractReader;
import org.silobridge.model.Outcome;

/** What is laid down of {@code source: {push: …}}. */
class PushFileTest {
    private static final Path PROJECT = Path.of(System.getProperty("silobridge.project.dir", "../.."));

    @TempDir
    private Path directory;

    private Outcome<ConnectorFile> read(String push) throws IOException {
        return SourceFiles.read(directory, "push: {tokenFile: push.token, " + push + "}");
    }

    private PushSettings settings(String push) throws IOException {
        return (PushSettings) read(push).orThrow().source();
    }

    @Test
    void listensOnTheLoopbackAddressUnlessSaid() throws IOException {
        var settings = settings("port: 8095");

        assertThat(settings.host().isLoopbackAddress()).isTrue();
        assertThat(settings.maxBodyBytes()).isEqualTo(8 << 20);
        assertThat(settings.remember()).isEqualTo(Duration.ofDays(1));
        assertThat(settings.deletes()).isEmpty();
    }

    @Test
    void readsWhatIsLaidDown() throws IOException {
        var settings = settings(
                "port: 1, host: 0.0.0.0, tls: {certificateFile: a.crt, keyFile: a.key}, maxBodyBytes: 1MiB,"
                        + " maxRows: 5, concurrent: 9, remember: PT1H, rememberKeys: 500, deletesWhen: {column: op, is: D}");

        assertThat(settings.host().isAnyLocalAddress()).isTrue();
        assertThat(settings.tls().orElseThrow().keyFile()).isEqualTo(directory.resolve("a.key"));
        assertThat(settings.maxBodyBytes()).isEqualTo(1 << 20);
        assertThat(settings.maxRows()).isEqualTo(5);
        assertThat(settings.concurrent()).isEqualTo(9);
        assertThat(settings.remember()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.rememberKeys()).isEqualTo(500);
        assertThat(settings.deletes()).contains(new PushSettings.Deletion("op", "D"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.7", "\"::\"", "\"2001:db8::1\""})
    void takesNothingInClearFromOtherMachines(String host) throws IOException {
        assertThat(SourceFiles.codes(read("port: 1, host: " + host))).containsExactly("connector.push.clear");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host: localhost | contract.yaml.missing-key",
                "port: 0 | contract.yaml.not-a",
                "port: 1, host: example.org | contract.yaml.not-a",
                "port: 1, host: 300.0.0.1 | contract.yaml.not-a",
                "port: 1, maxBodyBytes: 65MiB | connector.push.max-body-bytes",
                "port: 1, remember: PT0S | connector.push.remember",
                "port: 1, remember: P366D | connector.push.remember",
                "port: 1, rememberKeys: 99 | contract.yaml.not-a",
                "port: 1, tokenfile: x | contract.yaml.unknown-key-nearest",
            })
    void saysWhatIsWrong(String push, String code) throws IOException {
        assertThat(SourceFiles.codes(read(push))).containsExactly(code);
    }

    @Test
    void theSampleFitsItsContract() {
        var file = ConnectorFile.read(PROJECT.resolve("deploy/push/certificates.connector.yaml"))
                .orThrow();
        var contract = ContractReader.read(
                        PROJECT.resolve("schemas/e-certificates/certificate.yaml"), org.silobridge.checks.Cel.LANGUAGE)
                .orThrow();

        assertThat(CompiledMapping.compile(file.mapping(), contract)).isInstanceOf(Outcome.Ok.class);
    }
}
