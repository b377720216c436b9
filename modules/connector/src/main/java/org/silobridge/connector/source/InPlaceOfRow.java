package org.silobridge.connector.source;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;

/** What stands in the place of a row and is of a whole part, not of a line: it has no columns and no bytes. */
public interface InPlaceOfRow extends SourceRow {

    /** None of the part's lines: the whole. */
    @Override
    default long line() {
        return 0;
    }

    @Override
    default boolean done() {
        return false;
    }

    @Override
    default Optional<Reason> fault() {
        return Optional.empty();
    }

    @Override
    default String text(int column) {
        throw new IllegalStateException("what stands in the place of a row was asked for its columns");
    }

    @Override
    default String encoding() {
        return "";
    }

    @Override
    default long rawLength() {
        return 0;
    }

    @Override
    default String rawDigest() {
        return "";
    }

    @Override
    default byte @Nullable [] raw(@Nullable Set<String> kept) {
        return null;
    }
}
