package org.silobridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.catalogue.CatalogueConfig;
import org.silobridge.cli.probe.ProbeFile;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.model.Outcome;

/** Every configuration in {@code deploy/} is one that the program reads. */
class SamplesTest {
    private static final Path PROJECT = Path.of(System.getProperty("silobridge.project.dir"));
    private static final Pattern KIND = Pattern.compile("(?m)^kind: (\\w+)$");

    @TempDir
    private Path directory;

    @TestFactory
    List<DynamicTest> eachSampleIsRead() throws IOException {
        try (Stream<Path> files = Files.walk(PROJECT.resolve("deploy"))) {
            var samples = files.filter(file -> file.toString().endsWith(".yaml"))
                    .map(file ->
                            DynamicTest.dynamicTest(PROJECT.relativize(file).toString(), () -> isRead(file)))
                    .toList();
            assertThat(samples).isNotEmpty();
            return samples;
        }
    }

    private void isRead(Path file) throws IOException {
        var kind = KIND.matcher(Files.readString(file));
        assertThat(kind.find()).as("has a kind").isTrue();
        Outcome<?> read =
                switch (kind.group(1)) {
                    case "Client" -> ClientConfig.read(file);
                    case "Connector" -> ConnectorFile.read(file);
                    case "Catalogue" -> CatalogueConfig.read(withSecrets(file));
                    case "Probe" -> ProbeFile.read(file);
                    default -> throw new AssertionError("a kind that nothing reads: " + kind.group(1));
                };
        assertThat(read).isInstanceOf(Outcome.Ok.class);
    }

    /** A catalogue reads its passwords with its configuration. */
    private Path withSecrets(Path file) throws IOException {
        var text = Files.readString(file);
        var secrets = Pattern.compile("secrets/[\\w.-]+").matcher(text);
        while (secrets.find()) {
            var secret = directory.resolve(secrets.group());
            Files.createDirectories(secret.getParent());
            Files.writeString(secret, "a secret\n");
        }
        return Files.writeString(directory.resolve("catalogue.yaml"), text);
    }
}
