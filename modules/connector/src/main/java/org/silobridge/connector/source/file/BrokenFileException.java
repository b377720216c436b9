package org.silobridge.connector.source.file;

import java.io.IOException;
import org.silobridge.model.Reason;

/** A file that cannot be read, or not further, and never will be as it is. */
public final class BrokenFileException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Reason reason;

    public BrokenFileException(Reason reason) {
        super(reason.code());
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
