package org.silobridge.connector.source.push;

import org.silobridge.model.Reason;

/** A request that is refused: with which status, and why. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Reason reason;
    private final boolean drains;

    /** @param drains whether to read the rest of the body, so that the caller gets to read the answer */
    private Refused(int status, Reason reason, boolean drains) {
        super(reason.code());
        this.status = status;
        this.reason = reason;
        this.drains = drains;
    }

    Refused(int status, Reason reason) {
        this(status, reason, true);
    }

    /** To somebody who has not proved to be known: nothing more of him is read. */
    static Refused stranger(int status, Reason reason) {
        return new Refused(status, reason, false);
    }

    int status() {
        return status;
    }

    Reason reason() {
        return reason;
    }

    boolean drains() {
        return drains;
    }
}
