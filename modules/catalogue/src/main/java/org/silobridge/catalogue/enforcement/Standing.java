package org.silobridge.catalogue.enforcement;

import org.jspecify.annotations.Nullable;

/** How this database stands to the Kafka cluster that it is about to change. */
enum Standing {
    /** It is bound to this cluster and remembers everything that was done there. */
    KNOWN(null),
    /** It is bound to another cluster. */
    OTHER_CLUSTER(StopCause.OTHER_CLUSTER),
    /** It is bound to none, yet the cluster already carries rights or a marker under this prefix. */
    EMPTY_DATABASE(StopCause.EMPTY_DATABASE),
    /** The cluster has seen a ledger that this one does not continue: an older backup, or another history. */
    OLDER_DATABASE(StopCause.OLDER_DATABASE);

    private final @Nullable StopCause cause;

    Standing(@Nullable StopCause cause) {
        this.cause = cause;
    }

    /** Why an operator has to look first; null where nobody has to. */
    @Nullable
    StopCause cause() {
        return cause;
    }
}
