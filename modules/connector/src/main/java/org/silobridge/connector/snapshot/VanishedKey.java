package org.silobridge.connector.snapshot;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.model.Reason;

/** A key that is published and that a snapshot has not, in the place of a row. */
public final class VanishedKey implements SourceRow {
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
    public long line() {
        return 0;
    }

    @Override
    public boolean deletes() {
        return true;
    }

    @Override
    public boolean done() {
        return false;
    }

    @Override
    public Optional<Reason> fault() {
        return Optional.empty();
    }

    @Override
    public String text(int column) {
        throw new IllegalStateException("of what vanished nothing is known but its key");
    }

    @Override
    public String encoding() {
        return "";
    }

    @Override
    public long rawLength() {
        return 0;
    }

    @Override
    public String rawDigest() {
        return "";
    }

    @Override
    public byte @Nullable [] raw(@Nullable Set<String> kept) {
        return null;
    }
}
