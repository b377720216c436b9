package org.silobridge.subscriber.sink;

import java.io.IOException;
import java.util.List;
import org.silobridge.subscriber.ReceivedRecord;

/** Writes records somewhere. For one thread. */
public interface RecordSink extends AutoCloseable {

    /**
     * Writes a batch and flushes it: when this returns the batch has left this process.
     *
     * @throws IOException if it cannot be written; a reader that closed its end of a pipe shows as this too
     */
    void write(List<ReceivedRecord> records) throws IOException;

    @Override
    void close() throws IOException;
}
