package org.silobridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.silobridge.catalogue.CatalogueConfig;
import org.silobridge.cli.probe.ProbeFile;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.model.Outcome;

/** Every configuration in {@code deploy/} is one that the program reads, and none of them lets anybody listen on the way. */
class SamplesTest {
    private static final Path PROJECT = Path.of(System.getProperty("silobridge.project.dir"));
    private static final Pattern KIND = Pattern.compile("(?m)^kind: (\\w+)$");

    /**
     * An address of HTTP, a database whose name nobody checks, a listener or client of Kafka that speaks plainly, and
     * metrics that more than this machine can ask for.
     */
    private static final Pattern IN_THE_CLEAR = Pattern.compile("(?i)http://\\S*"
            + "|jdbc:postgresql:(?!\\S*[?&]sslmode=verify-full)\\S*"
            + "|\\S*PLAINTEXT"
            + "|(?m)^http: \\{host: (?!127\\.0\\.0\\.1).*");

    private static final Pattern LISTENS = Pattern.compile("(?m)^(kind: Catalogue|  push:)$");
    private static final Pattern OWN_TLS = Pattern.compile("(?m)^ +tls: \\{certificateFile: .*, keyFile: .*}");

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

    @TestFactory
    List<DynamicTest> noSampleSpeaksInTheClear() throws IOException {
        try (Stream<Path> files = Files.walk(PROJECT.resolve("deploy"))) {
            return files.filter(file -> file.toString().matches(".*\\.(yaml|properties)"))
                    .map(file -> DynamicTest.dynamicTest(
                            PROJECT.relativize(file).toString(),
                            () -> assertThat(inTheClear(Files.readString(file))).isEmpty()))
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "client.yaml | https:// | http://",
                "client.yaml | https:// | HTTP://",
                "quickstart/auditor.yaml | https:// | http://",
                "push/certificates.connector.yaml | ' tls:' | ' # tls:'",
                "database/penalties.connector.yaml | verify-full | require",
                "database/penalties.connector.yaml | ?sslmode=verify-full | ?ssl=true",
                "catalogue.yaml | '  tls:' | '  # tls:'",
                "catalogue.yaml | sslmode=verify-full& | ''",
                "catalogue.yaml | url: https://registry | url: http://registry",
                "catalogue.yaml | clientSecurityProtocol: SASL_SSL | clientSecurityProtocol: SASL_PLAINTEXT",
                "kafka/admin.properties | security.protocol=SASL_SSL | sasl.client=x",
                "kafka/client-token.properties | security.protocol=SASL_SSL | security.protocol=SASL_PLAINTEXT",
                "kafka/listener-passwords.properties | INTERNAL:SASL_SSL | INTERNAL:PLAINTEXT",
                "probe.yaml | 'http: {host: 127.0.0.1,' | 'http: {host: 0.0.0.0,'"
            })
    void aSampleInTheClearWouldBeFound(String sample, String closed, String open) throws IOException {
        var text = Files.readString(PROJECT.resolve("deploy/" + sample));
        assertThat(text).contains(closed);

        assertThat(inTheClear(text.replace(closed, open))).isNotEmpty();
    }

    /** What of a sample, its comments included, somebody on the way could read or answer. */
    private static List<String> inTheClear(String text) {
        var found = new ArrayList<String>();
        IN_THE_CLEAR.matcher(text).results().map(MatchResult::group).forEach(found::add);
        if (text.contains("bootstrap.servers=") && !text.contains("\nsecurity.protocol=SASL_SSL\n")) {
            found.add("a Kafka client without security.protocol");
        }
        if (LISTENS.matcher(text).find() && !OWN_TLS.matcher(text).find()) {
            found.add("a listener without tls");
        }
        return found;
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
        var secrets = Pattern.compile("(secrets|tls)/[\\w.-]+").matcher(text);
        while (secrets.find()) {
            var secret = directory.resolve(secrets.group());
            Files.createDirectories(secret.getParent());
            Files.writeString(secret, "a secret\n");
        }
        return Files.writeString(directory.resolve("catalogue.yaml"), text);
    }
}
