package org.silobridge.client;

import java.util.List;
import java.util.Map;

/** A piece of the ledger; {@code size} is how many entries are sequenced in all. */
public record LedgerEntries(long size, List<Item> items) {

    /** One entry, with its leaf hash in base64. */
    public record Item(long index, String leafHash, Map<String, Object> entry) {}
}
