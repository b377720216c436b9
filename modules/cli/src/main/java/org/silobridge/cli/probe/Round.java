package org.silobridge.cli.probe;

import java.time.Duration;
import java.time.Instant;
import org.silobridge.model.GrantId;

/**
 * One right, given and ended. Both times begin as the call that decides is made, before its decision is committed: they are
 * never told too short.
 *
 * @param grant by which the ledger has both decisions
 * @param approvalToFirst until the reader had a record
 * @param revocationToLast until the reader had a record for the last time; zero where that was before the call
 * @param revocationToRefusal until Kafka told the reader that it may not
 */
public record Round(
        Instant at, GrantId grant, Duration approvalToFirst, Duration revocationToLast, Duration revocationToRefusal) {}
