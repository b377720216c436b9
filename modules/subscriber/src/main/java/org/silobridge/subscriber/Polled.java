package org.silobridge.subscriber;

import java.util.List;

/** What one {@link Subscription#poll} brought. */
public sealed interface Polled {

    /** Records in order of their partitions and offsets; none if none came in time. */
    record Records(List<ReceivedRecord> records) implements Polled {
        public Records {
            records = List.copyOf(records);
        }
    }

    /** No more will come. */
    record Ended(End end) implements Polled {}
}
