package org.silobridge.sandbox;

import java.io.IOException;

/**
 * Java agent in every child JVM: its standard input is a pipe whose other end the sandbox holds, so the input ends when
 * the sandbox does, however that dies; then the child stops at once. Must not use any other class of ours: the jar of
 * the agent has no others but {@link FormattedKafka}.
 */
public final class ParentWatch {
    private ParentWatch() {}

    public static void premain(String arguments) {
        Thread watch = new Thread(ParentWatch::haltWhenInputEnds, "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private static void haltWhenInputEnds() {
        try {
            while (System.in.read() >= 0) {
                // The parent says nothing; only the end counts.
            }
        } catch (IOException e) {
            // The pipe is gone: the same as its end.
        }
        Runtime.getRuntime().halt(1);
    }
}
