package org.silobridge.connector.source.file;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.model.Reason;

/** A file that cannot be read, or not further, in the place of the rows it does not give. */
record BrokenFile(String part, Reason reason, long rawLength, String rawDigest) implements SourceRow {

    /** None of its lines: the whole. */
    @Override
    public long line() {
        return 0;
    }

    @Override
    public boolean done() {
        return false;
    }

    @Override
    public Optional<Reason> fault() {
        return Optional.of(reason);
    }

    @Override
    public String text(int column) {
        throw new IllegalStateException("a file that cannot be read was asked for its columns");
    }

    @Override
    public String encoding() {
        return "";
    }

    @Override
    public byte @Nullable [] raw(@Nullable Set<String> kept) {
        return null;
    }
}
