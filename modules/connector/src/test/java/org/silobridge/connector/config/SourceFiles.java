package org.silobridge.connector.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.silobridge.model.Outcome;

/** Connector files of which only the source is of interest. */
final class SourceFiles {
    private SourceFiles() {}

    /** Reads a file with {@code source: {…}}. */
    static Outcome<ConnectorFile> read(Path directory, String source) throws IOException {
        return ConnectorFile.read(Files.writeString(directory.resolve("a.yaml"), """
                apiVersion: silobridge.org/v1
                kind: Connector
                name: register
                dataset: credit/thing/tester
                catalogue: {url: "http://127.0.0.1:1", tokenFile: token}
                kafka: {clientConfigFile: kafka.properties}
                source: {SOURCE}
                mapping: {id: {column: id}}
                """.replace("SOURCE", source)));
    }

    /** What is wrong with one. */
    static List<String> codes(Outcome<ConnectorFile> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused<ConnectorFile>) outcome)
                .refusal().violations().stream()
                        .map(violation -> violation.reason().code())
                        .toList();
    }
}
