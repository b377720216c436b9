package org.silobridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.model.Outcome;

class CatalogueConfigTest {
    private static final Path SAMPLE = Path.of(System.getProperty("silobridge.project.dir"), "deploy/catalogue.yaml");

    @TempDir
    Path directory;

    @Test
    void readsTheSample() throws IOException {
        var file = sample(Files.readString(SAMPLE));

        var config = CatalogueConfig.read(file).orThrow();

        assertThat(config.exchange().names().prefix()).isEqualTo("sb");
        assertThat(config.http().port()).isEqualTo(8080);
        assertThat(config.toString()).doesNotContain("a secret");
    }

    @Test
    void namesAnUnknownKey() throws IOException {
        var file = sample(Files.readString(SAMPLE).replace("  port: 8080", "  prot: 8080"));

        var refused = CatalogueConfig.read(file);

        assertThat(refused).isInstanceOfSatisfying(Outcome.Refused.class, refusal -> assertThat(
                        refusal.refusal().violations())
                .singleElement()
                .asString()
                .contains("http.prot")
                .contains("port"));
    }

    @Test
    void refusesAPasswordInTheUrlWithoutRepeatingIt() throws IOException {
        var file = sample(Files.readString(SAMPLE).replaceFirst("(jdbc:postgresql:[^\\s\"]*)", "$1?password=hunter2"));

        var refused = CatalogueConfig.read(file);

        assertThat(refused).isInstanceOfSatisfying(Outcome.Refused.class, refusal -> assertThat(
                        refusal.refusal().violations())
                .singleElement()
                .asString()
                .contains("postgres")
                .contains("passwordFile")
                .doesNotContain("hunter2"));
    }

    private Path sample(String text) throws IOException {
        var secrets = Files.createDirectories(directory.resolve("secrets"));
        for (var name : new String[] {"postgres-owner", "postgres-service", "kafka-admin.properties"}) {
            Files.writeString(secrets.resolve(name), "a secret\n");
        }
        return Files.writeString(directory.resolve("catalogue.yaml"), text);
    }
}
