package org.silobridge.catalogue.http;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How far one connection has come with what it asks, and since when: whoever sends a byte now and then is not idle, and
 * still holds a connection for no longer than it takes to ask something. Looked at now and then. For several threads.
 */
final class Pace {
    /** What is to be done about it. */
    enum Verdict {
        FINE,
        /** It never asked anything. */
        SILENT,
        /** It asks nothing more. */
        IDLE,
        /** What it began to send does not end. */
        SLOW_BODY
    }

    private record Call(BooleanSupplier bodyRead, BooleanSupplier answered) {}

    private final CallLimits limits;
    private boolean hasAsked;
    private @Nullable Call call;
    private long since;

    Pace(CallLimits limits, long nanos) {
        this.limits = limits;
        this.since = nanos;
    }

    /** The head of a call is there. */
    synchronized void asked(BooleanSupplier bodyRead, BooleanSupplier answered, long nanos) {
        hasAsked = true;
        call = new Call(bodyRead, answered);
        since = nanos;
    }

    synchronized Verdict look(long nanos) {
        var now = call;
        if (now == null) {
            var limit = hasAsked ? limits.keepAlive() : limits.headTimeout();
            return nanos - since <= limit.toNanos() ? Verdict.FINE : hasAsked ? Verdict.IDLE : Verdict.SILENT;
        }
        if (!now.bodyRead().getAsBoolean()) {
            return nanos - since <= limits.bodyTimeout().toNanos() ? Verdict.FINE : Verdict.SLOW_BODY;
        }
        if (now.answered().getAsBoolean()) {
            call = null;
            since = nanos;
        }
        return Verdict.FINE;
    }
}
