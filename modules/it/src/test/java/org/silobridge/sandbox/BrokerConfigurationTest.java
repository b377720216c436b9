package org.silobridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BrokerConfigurationTest {
    private static final Path PROJECT = Path.of(System.getProperty("silobridge.project.dir", "../.."));

    @Test
    void isSetAsTheSampleForBrokersSays() throws IOException {
        var sample = Files.readAllLines(PROJECT.resolve("deploy/kafka/broker.properties")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();

        var ours = new BrokerConfiguration("127.0.0.1", 1, 2, 3, "secret", "/data", Optional.empty()).text();

        assertThat(ours.lines().map(String::strip)).containsAll(sample).contains("connections.max.idle.ms=3000");
    }
}
