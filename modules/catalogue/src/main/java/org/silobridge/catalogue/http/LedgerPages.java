package org.silobridge.catalogue.http;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.silobridge.catalogue.ledger.LedgerHealth;

/** The ledger as the API shows it. */
public interface LedgerPages {

    /** The newest signed checkpoint; empty before the first. */
    Optional<String> checkpoint();

    /** How it is doing. */
    LedgerHealth health();

    /** Writes the export file; there must be a checkpoint. */
    void export(OutputStream out) throws IOException;

    /** {@code {size, items: [{index, leafHash, entry}]}}. */
    JsonObject entries(long from, int limit);
}
