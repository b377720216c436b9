package org.silobridge.bench;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;

/**
 * The process of Kafka Connect: its own main, which is on this process's class path alone, and a watch on standard input,
 * so that it ends with whoever started it.
 */
final class ConnectWorker {
    private ConnectWorker() {}

    public static void main(String[] args)
            throws ClassNotFoundException, NoSuchMethodException, IllegalAccessException, InvocationTargetException {
        var watch = new Thread(ConnectWorker::haltWithInput, "parent-watch");
        watch.setDaemon(true);
        watch.start();
        Class.forName("org.apache.kafka.connect.cli.ConnectStandalone")
                .getMethod("main", String[].class)
                .invoke(null, (Object) args);
    }

    private static void haltWithInput() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said there.
            }
        } catch (IOException e) {
            // Gone is gone.
        }
        Runtime.getRuntime().halt(0);
    }
}
