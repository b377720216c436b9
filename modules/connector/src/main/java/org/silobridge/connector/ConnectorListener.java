package org.silobridge.connector;

import java.time.Duration;
import org.silobridge.connector.position.Counts;
import org.silobridge.model.Reason;

/** Is told how a run goes, on the run's thread: must not block. */
public interface ConnectorListener {

    /** Told nothing. */
    ConnectorListener SILENT = new ConnectorListener() {};

    /**
     * A transaction is committed.
     *
     * @param soFar what this run has committed
     * @param rowsPerSecond of this run so far, waiting not counted
     */
    default void progressed(Counts soFar, double rowsPerSecond) {}

    /**
     * How far the source is read, told before {@link #progressed} where the source knows its size.
     *
     * @param share from 0 to 1; may go back where something was added
     */
    default void reached(double share) {}

    /**
     * Something does not answer: said when that begins, then every half minute.
     *
     * @param pause until the next try
     */
    default void waiting(Reason reason, Duration pause) {}

    /** What did not answer does again. */
    default void recovered() {}

    /** The source has been asked, and has not answered: nothing is wrong with that, unless it lasts. */
    default void sourceAsked() {}

    /** The source has answered, or is asked no more. */
    default void sourceAnswered() {}

    /** Tells this one, then the other. */
    default ConnectorListener and(ConnectorListener other) {
        var first = this;
        return new ConnectorListener() {
            @Override
            public void progressed(Counts soFar, double rowsPerSecond) {
                first.progressed(soFar, rowsPerSecond);
                other.progressed(soFar, rowsPerSecond);
            }

            @Override
            public void reached(double share) {
                first.reached(share);
                other.reached(share);
            }

            @Override
            public void waiting(Reason reason, Duration pause) {
                first.waiting(reason, pause);
                other.waiting(reason, pause);
            }

            @Override
            public void recovered() {
                first.recovered();
                other.recovered();
            }

            @Override
            public void sourceAsked() {
                first.sourceAsked();
                other.sourceAsked();
            }

            @Override
            public void sourceAnswered() {
                first.sourceAnswered();
                other.sourceAnswered();
            }
        };
    }
}
