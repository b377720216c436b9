package org.silobridge.cli;

import java.io.IOException;

/**
 * For a command that another process runs as its child: standard input is a pipe that ends with the parent, whatever
 * ends that.
 */
final class ParentWatch {
    private ParentWatch() {}

    static void haltWhenInputEnds() {
        var watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // The parent says nothing; only the end counts.
                        }
                    } catch (IOException e) {
                        // The pipe is gone: the same as its end.
                    }
                    Runtime.getRuntime().halt(ExitStatus.BROKEN);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }
}
