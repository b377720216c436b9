package org.silobridge.ledger;

/** What was read is not what it says it is: not canonical, not signed, not well formed. Says what and where. */
public final class MalformedException extends Exception {
    public MalformedException(String message) {
        super(message);
    }

    public MalformedException(String message, Throwable cause) {
        super(message, cause);
    }
}
