package org.silobridge.connector.source;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;

/** One row as the source has it. A view that its {@link Rows} reuses: valid until the next one is read. */
public interface SourceRow {

    /** The part of the source it stands in, such as a file: also the scope in which keys must not repeat. */
    String part();

    /**
     * Where it stands in its part: the line it starts on, counted from 1 as an editor does; without lines, a number that
     * leads back to it and is of no other row of the part.
     */
    long line();

    /**
     * Whether it says that what has its key is no more. Then only the columns behind key fields have texts, and what is
     * published is the key with no value.
     */
    default boolean deletes() {
        return false;
    }

    /** Whether it is none, but stands behind the last row of a part that is whole; see {@link SnapshotRows}. */
    default boolean endsPart() {
        return false;
    }

    /** Whether an earlier run has committed it. */
    boolean done();

    /** Why it cannot be taken apart into columns; then {@link #text} must not be called. */
    Optional<Reason> fault();

    /** What stands in the {@code column}-th of the columns that were asked for. */
    String text(int column);

    /** The name of the character encoding of {@link #raw}. */
    String encoding();

    /** How many bytes it has. */
    long rawLength();

    /** The SHA-256 of these bytes, in hexadecimal: finds the row again where its bytes must not be kept. */
    String rawDigest();

    /** The name under which the connector's spool has it, where it is too large to quarantine and could be kept. */
    default Optional<String> spooled() {
        return Optional.empty();
    }

    /**
     * Its bytes as found, all columns but {@code kept} emptied; nothing where the bytes were too many to keep, or where
     * columns have to be emptied and cannot be told apart with certainty, as in every row with a {@link #fault}.
     *
     * @param kept names of the columns to keep; null keeps all
     */
    byte @Nullable [] raw(@Nullable Set<String> kept);
}
