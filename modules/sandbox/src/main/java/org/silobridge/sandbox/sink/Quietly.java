package org.silobridge.sandbox.sink;

import java.io.Closeable;
import java.io.IOException;

/** Closes what is to be gone. */
final class Quietly {
    private Quietly() {}

    static void join(Thread ending) {
        try {
            ending.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void close(Closeable thing) {
        try {
            thing.close();
        } catch (IOException gone) {
            // It is.
        }
    }
}
