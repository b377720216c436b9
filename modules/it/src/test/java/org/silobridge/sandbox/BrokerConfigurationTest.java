package org.silobridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BrokerConfigurationTest {
    private static final Path PROJECT = Path.of(System.getProperty("silobridge.project.dir", "../.."));

    @Test
    void isSetAsTheSampleForBrokersSays() throws IOException {
        var sample = sample("broker.properties");

        var ours = new BrokerConfiguration("127.0.0.1", 1, 2, 3, "secret", "/data", Optional.empty()).text();

        assertThat(ours.lines().map(String::strip)).containsAll(sample).contains("connections.max.idle.ms=3000");
    }

    @Test
    void takesPasswordsOverTlsAsTheSampleSays() throws IOException {
        var tls = new BrokerConfiguration.Tls("/keystore.p12", "secret", Optional.empty(), Optional.empty());

        var ours = new BrokerConfiguration("127.0.0.1", 1, 2, 3, "secret", "/data", Optional.of(tls)).text();

        assertThat(ours.lines().map(String::strip))
                .containsAll(sample("listener-passwords.properties"))
                .anyMatch(line -> line.startsWith("listener.security.protocol.map=CLIENT:SASL_SSL,"));
    }

    @Test
    void takesCertificatesAsTheSampleSays() throws IOException {
        var byCertificate = new BrokerConfiguration.ByCertificate(4, "/clients.pem");
        var tls = new BrokerConfiguration.Tls("/keystore.p12", "secret", Optional.of(byCertificate), Optional.empty());

        var ours = new BrokerConfiguration("127.0.0.1", 1, 2, 3, "secret", "/data", Optional.of(tls)).text();

        assertThat(ours.lines().map(String::strip)).containsAll(sample("listener-certificates.properties"));
    }

    @Test
    void takesTokensAsTheSampleSays() throws IOException {
        var issuer = new TokenIssuer(
                "https://id.example.gov/realms/government",
                URI.create("https://id.example.gov/realms/government/protocol/openid-connect/certs"));
        var byToken = new BrokerConfiguration.ByToken(5, issuer);
        var tls = new BrokerConfiguration.Tls("/keystore.p12", "secret", Optional.empty(), Optional.of(byToken));

        var ours = new BrokerConfiguration("127.0.0.1", 1, 2, 3, "secret", "/data", Optional.of(tls)).text();

        assertThat(ours.lines().map(String::strip)).containsAll(sample("listener-tokens.properties"));
    }

    private static List<String> sample(String name) throws IOException {
        return Files.readAllLines(PROJECT.resolve("deploy/kafka/" + name)).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }
}
