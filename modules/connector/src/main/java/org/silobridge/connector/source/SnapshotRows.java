package org.silobridge.connector.source;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;

/**
 * Rows of a source of which each part is a snapshot: all there is. Behind the last row of a part that is whole comes one
 * that {@linkplain SourceRow#endsPart ends} it; then {@link #accept} or {@link #refuse} has to be called before {@link
 * #next}. Each part that was not begun is read twice: first only to be {@linkplain #looking looked at}. No part is begun
 * before all that was given of the one before is committed.
 */
public interface SnapshotRows extends Rows {

    /** Counts the readings, from 1: another one has begun where the last row belongs to another number. */
    int reading();

    /**
     * What has been read is good. While looking, which need not be to the end: the part begins again, to be published. After
     * the row that ends it: the part is done with, and what {@link #advance} tells says so.
     */
    void accept();

    /**
     * The part is not taken.
     *
     * @return the row that is quarantined in its place; null if the part is not any more what was read of it: then it comes
     *     again
     * @throws org.silobridge.model.RefusedException where such a part ends the reading
     */
    @Nullable
    SourceRow refuse(Reason reason);

    /** SHA-256 of the part that is being read, in hexadecimal; empty if it is not there any more. */
    Optional<String> digest();

    /** Whether all that was given is committed. */
    boolean settled();
}
