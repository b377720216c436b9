package org.silobridge.connector.source;

import java.nio.file.Path;
import java.time.Clock;
import org.silobridge.model.Slug;

/**
 * What a source may need beside its settings.
 *
 * @param connector the connector's name, for what it keeps at an origin under a name
 * @param workDirectory this connector's own, for what does not fit memory: rows too large to quarantine, caches that can be
 *     rebuilt. May not exist yet; whoever writes there makes it
 */
public record SourceContext(Slug connector, Path workDirectory, Clock clock) {}
