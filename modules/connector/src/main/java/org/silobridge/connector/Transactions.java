package org.silobridge.connector;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.silobridge.connector.position.PublishedTo;
import org.silobridge.connector.publish.TransactionalPublisher;
import org.silobridge.connector.source.SourcePosition;

/**
 * What is sent to Kafka, in transactions: each has whole batches, of {@link ConnectorSettings#transactionRows} records at
 * most, and the positions behind them. For one thread. What the publisher throws is thrown on; then only {@link #abort} is of
 * use.
 */
final class Transactions {

    /** What has to do with transactions and is not Kafka's. */
    interface Surroundings {
        /** Before rows are sent. @throws org.silobridge.model.RefusedException if they may not be, as where a lease has ended */
        void beforeRows();

        /**
         * A transaction is committed, and counted.
         *
         * @param nanos how long it was open
         */
        void committed(List<SourcePosition> positions, long nanos);
    }

    private final TransactionalPublisher publisher;
    private final PublishedTo to;
    private final Tally tally;
    private final ConnectorSettings settings;
    private final Surroundings surroundings;
    private final Map<String, SourcePosition> reached = new LinkedHashMap<>();
    private boolean open;
    private boolean awaited;
    private int rows;
    private long since;

    Transactions(
            TransactionalPublisher publisher,
            PublishedTo to,
            Tally tally,
            ConnectorSettings settings,
            Surroundings surroundings) {
        this.publisher = publisher;
        this.to = to;
        this.tally = tally;
        this.settings = settings;
        this.surroundings = surroundings;
    }

    /** Sends a batch; in a transaction of its own if the open one has no room for it. */
    void add(Batch batch) {
        if (open && rows + batch.rows() > settings.transactionRows()) {
            commit();
        }
        if (!batch.isEmpty()) {
            surroundings.beforeRows();
        }
        if (!open) {
            if (batch.isEmpty() && batch.positions().isEmpty()) {
                return; // what it says is waited for has been committed
            }
            publisher.begin();
            open = true;
            rows = 0;
            since = System.nanoTime();
        }
        batch.sendTo(publisher);
        tally.add(batch.counting());
        batch.positions().forEach(position -> reached.put(position.part(), position));
        rows += batch.rows();
        awaited |= batch.isAwaited();
    }

    boolean isOpen() {
        return open;
    }

    /** Whether the open transaction should be committed: it is full, or old enough. */
    boolean isDue() {
        return open && (rows >= settings.transactionRows() || nanosLeft() <= 0);
    }

    /** Whether somebody waits for the open transaction. */
    boolean isAwaited() {
        return open && awaited;
    }

    /** For how long the open transaction may take on more. */
    long nanosLeft() {
        return since + settings.transactionTime().toNanos() - System.nanoTime();
    }

    /** Commits what is open, if anything is. */
    void commit() {
        if (!open) {
            return;
        }
        var positions = List.copyOf(reached.values());
        publisher.commit(tally.records(to, positions));
        reached.clear();
        open = false;
        awaited = false;
        tally.commit();
        surroundings.committed(positions, System.nanoTime() - since);
    }

    /** Gives up what is open; what comes of that is noted beside {@code because}. */
    void abort(RuntimeException because) {
        if (!open) {
            return;
        }
        try {
            publisher.abort();
        } catch (RuntimeException e) {
            // Kafka ends the transaction by itself or when we take over; why it failed may be told only now.
            because.addSuppressed(e);
        }
    }
}
