package org.silobridge.catalogue.http;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** The ledger as the API shows it. */
public interface LedgerPages {

    /** The newest signed checkpoint; empty before the first. */
    Optional<String> checkpoint();

    /** Why the signer signs nothing at the moment, in a word of {@code docs/ledger.md}; empty where it signs. */
    Optional<String> refusal();

    /** Writes the export file. */
    void export(OutputStream out) throws IOException;

    /** {@code {size, items: [{index, leafHash, entry}]}}. */
    JsonObject entries(long from, int limit);
}
