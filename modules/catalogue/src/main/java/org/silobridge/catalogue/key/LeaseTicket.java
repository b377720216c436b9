package org.silobridge.catalogue.key;

import java.time.Instant;
import org.silobridge.catalogue.ledger.StagedEntry;
import org.silobridge.model.DatasetId;

/**
 * A lease that was decided and recorded, before the secret is handed over: {@link KeyCustody#open} does that once the
 * entry is in the ledger.
 */
public record LeaseTicket(DatasetId dataset, int major, Instant expiresAt, StagedEntry entry) {}
