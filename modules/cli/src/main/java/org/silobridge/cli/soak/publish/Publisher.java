package org.silobridge.cli.soak.publish;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.silobridge.cli.local.Participant;
import org.silobridge.client.Dataset;

/**
 * The department of one feed, with its dataset. Each feed has its own: who reads the quarantine and positions of a
 * department waits for the open transactions of all its connectors, which end by time when killed.
 *
 * @param directory of the connector's file and whatever it reads
 */
record Publisher(Participant owner, Dataset dataset, Path directory, URI catalogue) {

    String name() {
        return owner.slug();
    }

    /**
     * Writes the connector's file.
     *
     * @param source as it stands below {@code source:}
     * @param mapping as it stands below {@code mapping:}
     */
    Path connectorFile(String source, String mapping) throws IOException {
        var text = String.format(
                Locale.ROOT,
                """
                apiVersion: silobridge.org/v1
                kind: Connector
                name: %s
                dataset: %s
                catalogue: {url: "%s", tokenFile: "%s"}
                kafka: {clientConfigFile: "%s"}
                source:
                %smapping:
                %s""",
                name(),
                dataset.name(),
                catalogue,
                owner.publisherToken(),
                owner.kafkaConfig(),
                source.indent(2),
                mapping.indent(2));
        return Files.writeString(directory.resolve(name() + ".connector.yaml"), text);
    }

    /** A topic of the department alone: {@code quarantine} or {@code positions}. */
    String privateTopic(String kind) {
        var topic = dataset.topic();
        return topic.substring(0, topic.indexOf('.')) + "." + kind + "." + name();
    }
}
