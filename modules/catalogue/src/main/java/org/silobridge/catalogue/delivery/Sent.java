package org.silobridge.catalogue.delivery;

import org.silobridge.model.Reason;

/** What came of a try. */
sealed interface Sent {
    /** The target says that it has it. */
    record Delivered() implements Sent {}

    /** Not this time, or nobody knows: it is tried again. */
    record Failed(Reason why) implements Sent {}

    /** The target says that it is gone for good. */
    record Gone() implements Sent {}

    static Sent failed(String code, Object... parameters) {
        return new Failed(Reason.of(code, parameters));
    }
}
