package org.silobridge.connector.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.DatasetRef;
import org.silobridge.connector.mapping.FieldMapping;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceContext;
import org.silobridge.connector.source.SourceSettings;
import org.silobridge.connector.source.SpoolLimits;
import org.silobridge.model.DatasetId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Slug;

/**
 * A connector's configuration file, {@code kind: Connector}. What it names (token, Kafka client configuration, source
 * files) is opened by whoever needs it: to check a mapping takes no token.
 *
 * @param name the slug under which the position is kept: renaming a connector starts it from the beginning
 * @param workDirectory where the connector keeps what does not fit memory; made when needed
 * @param spool how much it keeps there of rows that are too large to quarantine
 * @param mapping by the names of the contract's fields
 * @param badRows how many of its rows may be bad before it stops
 * @param replaces connectors that published the dataset before and run no more
 * @param http where it tells its metrics and health; empty for nowhere
 */
public record ConnectorFile(
        Path file,
        Slug name,
        DatasetRef dataset,
        Catalogue catalogue,
        Path kafkaClientConfig,
        SourceSettings source,
        Path workDirectory,
        SpoolLimits spool,
        Map<String, FieldMapping> mapping,
        BadRowLimit badRows,
        Set<Slug> replaces,
        Optional<HttpSettings> http) {

    /**
     * Where the catalogue is, and the file with the token for it.
     *
     * @param trustFile certificates that vouch for it, in PEM; null: those that Java trusts
     */
    public record Catalogue(
            URI url, Path tokenFile, @Nullable Path trustFile) {}

    public ConnectorFile {
        mapping = Map.copyOf(mapping);
        replaces = Set.copyOf(replaces);
    }

    /** The source that the file describes, to be looked at. */
    public Source openable(Clock clock) {
        return source.source(new SourceContext(name, workDirectory, clock));
    }

    /** The source that the file describes, to be published as a dataset. */
    public Source openable(DatasetId to, Clock clock) {
        return source.source(new SourceContext(name, Optional.of(to), workDirectory, clock, spool));
    }

    /** Reads a file; refused with everything that is wrong in it, each with its line. */
    public static Outcome<ConnectorFile> read(Path file) {
        return ConnectorFileReader.read(file);
    }
}
