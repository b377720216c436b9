package org.silobridge.sandbox;

import java.time.Duration;
import java.util.List;

/** One service, which can be started again after it was stopped or killed; not thread-safe. */
interface Server {
    /** Returns when it answers; does what is to be done once before. */
    void start(Duration timeout);

    void stop();

    void kill();

    boolean alive();

    List<ProcessHandle> processes();
}
