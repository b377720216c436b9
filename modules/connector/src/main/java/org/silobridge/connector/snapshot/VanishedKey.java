package org.silobridge.connector.snapshot;

import org.silobridge.connector.source.InPlaceOfRow;

/** A key that is published and that a snapshot has not, in the place of a row. */
public final class VanishedKey implements InPlaceOfRow {
    private final String part;
    private final byte[] key;

    VanishedKey(String part, byte[] key) {
        this.part = part;
        this.key = key;
    }

    /** The key as it is published. */
    public byte[] key() {
        return key;
    }

    @Override
    public String part() {
        return part;
    }

    @Override
    public boolean deletes() {
        return true;
    }
}
