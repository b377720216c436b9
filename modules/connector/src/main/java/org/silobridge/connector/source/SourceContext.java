package org.silobridge.connector.source;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.silobridge.model.DatasetId;
import org.silobridge.model.Slug;

/**
 * What a source may need beside its settings.
 *
 * @param connector the connector's name, for what it keeps at an origin under a name
 * @param dataset that it is read for, for the same: connectors of other datasets, and of other exchanges, may have the
 *     same name. Empty where it is only looked at
 * @param workDirectory this connector's own, for what does not fit memory: rows too large to quarantine, caches that can be
 *     rebuilt. May not exist yet; whoever writes there makes it
 * @param spool what is kept of rows too large to quarantine
 */
public record SourceContext(
        Slug connector, Optional<DatasetId> dataset, Path workDirectory, Clock clock, SpoolLimits spool) {

    /** With the usual bounds for rows that are too large. */
    public SourceContext(Slug connector, Optional<DatasetId> dataset, Path workDirectory, Clock clock) {
        this(connector, dataset, workDirectory, clock, SpoolLimits.STANDARD);
    }

    /** For a look. */
    public SourceContext(Slug connector, Path workDirectory, Clock clock) {
        this(connector, Optional.empty(), workDirectory, clock);
    }
}
