package org.silobridge.connector.replay;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is to be replayed.
 *
 * @param rows a CSV file of mended rows: then only these are replayed; empty to replay the stored rows with the mapping as it
 *     is now
 * @param emptyWithheld whether mended rows may leave withheld columns empty, meaning that there is no value
 * @param dryRun only say what would be done
 */
public record ReplayRequest(QuarantineFilter filter, Optional<Path> rows, boolean emptyWithheld, boolean dryRun) {}
