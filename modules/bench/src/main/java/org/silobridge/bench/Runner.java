package org.silobridge.bench;

import java.io.IOException;

/** A contestant, ready to run again and again. */
interface Runner extends AutoCloseable {

    /** Publishes the table to a topic, which is there and empty. */
    Measured run(String topic, String run) throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
