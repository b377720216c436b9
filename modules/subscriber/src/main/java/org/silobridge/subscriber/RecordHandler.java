package org.silobridge.subscriber;

import java.util.List;

/**
 * What a department does with the records it reads.
 *
 * @param <E> what it may throw; nothing of the batch counts as read then, and it comes again
 */
@FunctionalInterface
public interface RecordHandler<E extends Exception> {

    /** Handles a batch; when it returns, the batch counts as read. May be given the same record again after a fault. */
    void handle(List<ReceivedRecord> records) throws E;
}
