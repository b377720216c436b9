package org.silobridge.subscriber;

import org.jspecify.annotations.Nullable;

/**
 * A record on the topic is not what its framing and schema say. Reading stops before it, so that nothing is lost
 * unseen: tell the owner of the dataset.
 */
public final class UndecodableRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UndecodableRecordException(String topic, int partition, long offset, String why, @Nullable Throwable cause) {
        super("record " + topic + "-" + partition + " @ " + offset + " cannot be decoded: " + why, cause);
    }
}
