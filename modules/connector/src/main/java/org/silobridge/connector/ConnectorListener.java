package org.silobridge.connector;

import java.time.Duration;
import org.silobridge.model.Reason;

/** Is told how a run goes, on the run's thread: must not block. */
public interface ConnectorListener {

    /** Told nothing. */
    ConnectorListener SILENT = new ConnectorListener() {};

    /**
     * A transaction is committed.
     *
     * @param rowsPerSecond of this run so far, waiting not counted
     */
    default void progressed(RunReport soFar, double rowsPerSecond) {}

    /**
     * Something does not answer: said when that begins, then every half minute.
     *
     * @param pause until the next try
     */
    default void waiting(Reason reason, Duration pause) {}

    /** What did not answer does again. */
    default void recovered() {}
}
