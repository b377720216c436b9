package org.silobridge.connector.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An open reading of a source. For one thread. */
public interface Rows extends AutoCloseable {

    /**
     * The next row, valid until the next call; null at the end.
     *
     * @throws org.silobridge.model.RefusedException if what an earlier run published has changed since, or reading fails
     */
    @Nullable
    SourceRow next();

    /**
     * How far the source is read, the last row included: one position for each part that gave a row which was not
     * {@link SourceRow#done() done} since this was last asked. Costs a digest each: ask once per transaction.
     */
    List<SourcePosition> advance();

    @Override
    void close();
}
