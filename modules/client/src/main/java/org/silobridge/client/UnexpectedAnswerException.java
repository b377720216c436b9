package org.silobridge.client;

import org.jspecify.annotations.Nullable;

/** What answered does not speak this API, or has a fault: another service at that address, a proxy, a bug, another version. */
public final class UnexpectedAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnexpectedAnswerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
