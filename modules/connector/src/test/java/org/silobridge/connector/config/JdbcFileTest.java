package org.silobridge.connector.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.silobridge.connector.mapping.CompiledMapping;
import org.silobridge.connector.source.jdbc.JdbcMode;
import org.silobridge.connector.source.jdbc.JdbcSettings;
import org.silobridge.contract.ContractReader;
import org.silobridge.model.Outcome;

/** What is laid down of {@code source: {jdbc: …}}. */
class JdbcFileTest {
    private static final Path PROJECT = Path.of(System.getProperty("silobridge.project.dir", "../.."));

    @TempDir
    private Path directory;

    private Outcome<ConnectorFile> read(String jdbc) throws IOException {
        return SourceFiles.read(directory, "jdbc: {" + jdbc + ", userFile: user, passwordFile: password}");
    }

    private JdbcSettings settings(String jdbc) throws IOException {
        return (JdbcSettings)
                read("url: 'jdbc:postgresql://h/d', " + jdbc).orThrow().source();
    }

    @Test
    void readsWhatIsLaidDown() throws IOException {
        var settings = settings(
                "query: 'SELECT 1 AS id;', mode: timestamp, column: at, key: [a, at, b], visibilityLag: PT1M, poll: PT1S");

        assertThat(settings.mode()).isEqualTo(JdbcMode.TIMESTAMP);
        assertThat(settings.query()).isEqualTo("SELECT 1 AS id");
        assertThat(settings.order()).containsExactly("at", "a", "b");
        assertThat(settings.visibilityLag()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.login().passwordFile()).isEqualTo(directory.resolve("password"));
    }

    @Test
    void lagsByTenSecondsUnlessSaid() throws IOException {
        var settings = settings("table: t, mode: incrementing, column: no");

        assertThat(settings.visibilityLag()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.poll()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.login().timeout()).isEqualTo(Duration.ofMinutes(5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mode: incrementing | connector.source.jdbc.needs-column",
                "mode: timestamp, column: at | connector.source.jdbc.needs-key",
                "mode: full | connector.source.jdbc.needs-key",
                "mode: full, key: [id], poll: PT1S | connector.source.jdbc.not-in-full",
                "mode: full, key: [id], column: at | connector.source.jdbc.not-in-full",
                "mode: incrementing, column: no, poll: PT0.01S | connector.source.jdbc.poll",
                "mode: full, key: [id], timeout: PT0.5S | connector.source.database.timeout",
                "mode: increasing, column: no, key: [id] | contract.yaml.unknown-word",
                "mode: full, key: [id], query: SELECT | contract.yaml.several-of",
            })
    void saysWhatDoesNotGoTogether(String jdbc, String code) throws IOException {
        assertThat(SourceFiles.codes(read("url: 'jdbc:postgresql://h/d', table: t, " + jdbc)))
                .allMatch(found -> found.equals(code) || found.equals(code + "-nearest"))
                .hasSize(1);
    }

    @Test
    void refusesAPasswordInTheAddress() throws IOException {
        for (var url : List.of("jdbc:postgresql://h/d?user=u&password=x", "jdbc:postgresql://u:x@h/d")) {
            assertThat(SourceFiles.codes(read("url: '" + url + "', table: t, mode: full, key: [id]")))
                    .containsExactly("connector.source.database.secret-in-url");
        }
    }

    @Test
    void theSampleFitsItsContract() {
        var file = ConnectorFile.read(PROJECT.resolve("deploy/database/legal-entities.connector.yaml"))
                .orThrow();
        var contract = ContractReader.read(PROJECT.resolve("schemas/legal-persons/legal-entity.yaml"))
                .orThrow();

        assertThat(CompiledMapping.compile(file.mapping(), contract)).isInstanceOf(Outcome.Ok.class);
    }
}
