package org.silobridge.connector;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.Rows;
import org.silobridge.connector.source.SourceRow;

/**
 * Reads, checks and encodes rows on a thread of its own while others are sent. It is a few batches ahead at most; then it
 * waits. What it fails with is thrown where batches are taken.
 */
final class Reading implements AutoCloseable {
    private static final int AHEAD = 16;
    private static final long LOOK_MILLIS = 50;
    /** What part of a transaction's time rows may wait for others to go with. */
    private static final long SHARE = 4;

    /** Decides about rows; only ever called on the reading thread. */
    interface Judge {
        /** Before each batch. */
        void prepare();

        /** A row that an earlier run committed, or that is only looked at. */
        void replay(SourceRow row);

        /** A row that is to be published or quarantined. */
        void move(SourceRow row, Batch into);
    }

    /** What is handed over: a batch, the end, or what went wrong. */
    private record Delivery(@Nullable Batch batch, @Nullable Throwable failure) {}

    private final BlockingQueue<Delivery> deliveries = new ArrayBlockingQueue<>(AHEAD);
    private final Rows rows;
    private final Judge judge;
    private final ConnectorSettings settings;
    private final Thread thread;
    /** Odd while the source is asked. */
    private final AtomicLong questions = new AtomicLong();

    private volatile boolean cancelled;
    private boolean ended;

    Reading(Rows rows, Judge judge, ConnectorSettings settings, String name) {
        this.rows = rows;
        this.judge = judge;
        this.settings = settings;
        this.thread = new Thread(this::readAll, name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * The next batch; null if none came in time, or at the end.
     *
     * @throws RuntimeException what reading failed with
     */
    @Nullable
    Batch next(long waitNanos) throws InterruptedException {
        if (ended) {
            return null;
        }
        var delivery = deliveries.poll(waitNanos, TimeUnit.NANOSECONDS);
        if (delivery == null) {
            return null;
        }
        var failure = delivery.failure;
        if (failure != null) {
            ended = true;
            if (failure instanceof Error error) {
                throw error;
            }
            throw failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
        }
        ended = delivery.batch == null;
        return delivery.batch;
    }

    /** Odd while the source has not answered; another number each time. */
    long questions() {
        return questions.get();
    }

    /** Whether nothing is there to be taken at once. */
    boolean isDry() {
        return deliveries.isEmpty();
    }

    /** Whether all there is has been taken. */
    boolean isOver() {
        return ended;
    }

    private void readAll() {
        try {
            read();
        } catch (Throwable e) {
            // Whatever it is: the thread that sends has to know, or it would wait for ever.
            deliver(new Delivery(null, e));
        }
    }

    private void read() {
        long due = settings.transactionTime().toNanos() / SHARE;
        long idle = settings.idleCommit().toNanos();
        // What a source says of itself before its first row need not wait.
        long idleSince = System.nanoTime() - idle;
        long asked = 0;
        Batch batch = null;
        boolean given = false;
        while (!cancelled) {
            // Of this thread alone: nobody waits for who looks.
            questions.lazySet(++asked);
            var row = rows.next();
            questions.lazySet(++asked);
            if (row == null) {
                // Nothing now: what there is need not wait for more.
                boolean awaited = given && rows.awaited();
                given = false;
                if (batch == null && awaited) {
                    batch = Batch.ofPositions(List.of()); // the rows have just gone ahead
                }
                if (batch != null) {
                    if (awaited) {
                        batch.await();
                    }
                    hand(batch);
                    batch = null;
                    idleSince = System.nanoTime();
                }
                if (rows.ended()) {
                    handPositions();
                    deliver(new Delivery(null, null));
                    return;
                }
                if (System.nanoTime() - idleSince >= idle) {
                    handPositions();
                    idleSince = System.nanoTime();
                }
                continue;
            }
            if (row.done() || rows.looking()) {
                judge.replay(row);
                continue;
            }
            if (batch == null) {
                judge.prepare();
                batch = new Batch(settings.transactionRows());
            }
            judge.move(row, batch);
            given = true;
            if (batch.isDue(due)) {
                hand(batch);
                batch = null;
            }
        }
    }

    private void hand(Batch batch) {
        batch.reached(rows.advance());
        deliver(new Delivery(batch, null));
    }

    /** The source may have moved without a row. */
    private void handPositions() {
        var positions = rows.advance();
        if (!positions.isEmpty()) {
            deliver(new Delivery(Batch.ofPositions(positions), null));
        }
    }

    private void deliver(Delivery delivery) {
        try {
            while (!cancelled && !deliveries.offer(delivery, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                // Kafka is slower than the source: that is what the bound is for.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancelled = true;
        }
    }

    /** Returns when the thread does nothing more; the rows may be closed then. */
    @Override
    public void close() {
        cancelled = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
