package org.silobridge.connector;

import java.util.function.Supplier;

/** Tells a listener whether a source that asks another service is waiting for its answer. For one thread. */
final class SourceWatch {
    private final ConnectorListener listener;
    private final boolean remote;
    private long seen;
    private boolean asking;

    SourceWatch(ConnectorListener listener, boolean remote) {
        this.listener = listener;
        this.remote = remote;
    }

    /** Around what this thread asks itself. */
    <T> T asking(Supplier<T> question) {
        tell(true);
        try {
            return question.get();
        } finally {
            tell(false);
        }
    }

    /** A look at what another thread asks: a question that was there at the last one is not answered. */
    void look(Reading reading) {
        long now = reading.questions();
        tell((now & 1) == 1 && now == seen);
        seen = now;
    }

    /** Nothing is asked any more. */
    void end() {
        tell(false);
    }

    private void tell(boolean now) {
        if (remote && now != asking) {
            asking = now;
            if (now) {
                listener.sourceAsked();
            } else {
                listener.sourceAnswered();
            }
        }
    }
}
