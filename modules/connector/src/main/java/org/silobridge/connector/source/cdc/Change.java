package org.silobridge.connector.source.cdc;

import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** What the engine tells, in the order of the log. */
sealed interface Change {

    /**
     * A row was inserted, changed or deleted.
     *
     * @param row as it is now, or as it was when deleted (then maybe only its key)
     * @param lsn of the change itself: at most that of its transaction's commit
     */
    record Row(Struct row, boolean deletes, long transaction, long lsn) implements Change {}

    /** A transaction ends, at a place in the log. */
    record End(long lsn) implements Change {}

    /** All rows of the table went at once, without saying which. */
    record Truncation() implements Change {}

    /** The engine has ended. */
    record Failure(String error, @Nullable Throwable cause) implements Change {}
}
