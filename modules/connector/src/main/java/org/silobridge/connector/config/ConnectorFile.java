package org.silobridge.connector.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.silobridge.client.DatasetRef;
import org.silobridge.connector.mapping.FieldMapping;
import org.silobridge.connector.source.CsvSettings;
import org.silobridge.model.Outcome;
import org.silobridge.model.Slug;

/**
 * A connector's configuration file, {@code kind: Connector}. What it names (token, Kafka client configuration, source
 * files) is opened by whoever needs it: to check a mapping takes no token.
 *
 * @param name the slug under which the position is kept: renaming a connector starts it from the beginning
 * @param mapping by the names of the contract's fields
 */
public record ConnectorFile(
        Path file,
        Slug name,
        DatasetRef dataset,
        Catalogue catalogue,
        Path kafkaClientConfig,
        CsvSettings csv,
        Map<String, FieldMapping> mapping) {

    /** Where the catalogue is, and the file with the token for it. */
    public record Catalogue(URI url, Path tokenFile) {}

    public ConnectorFile {
        mapping = Map.copyOf(mapping);
    }

    /** Reads a file; refused with everything that is wrong in it, each with its line. */
    public static Outcome<ConnectorFile> read(Path file) {
        return ConnectorFileReader.read(file);
    }
}
