package org.silobridge.catalogue.ledger;

import org.silobridge.ledger.Hash;
import org.silobridge.model.EntryId;

/** An entry that becomes part of the ledger if, and only if, the transaction that staged it commits. */
public record StagedEntry(EntryId id, String object, long objectVersion, Hash leafHash) {}
