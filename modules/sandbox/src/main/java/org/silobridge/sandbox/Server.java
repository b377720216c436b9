package org.silobridge.sandbox;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One service, which can be started again after it was stopped or killed. To be started by one thread at a time. */
abstract class Server {
    /** What has not ended in good order by then recovers at its next start. */
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(4);

    final Service service;
    final DataDirectory data;
    final Children children;
    private volatile @Nullable ChildProcess child;

    Server(Service service, DataDirectory data, Children children) {
        this.service = service;
        this.data = data;
        this.children = children;
    }

    /** Returns when it answers; does what is to be done once before. */
    abstract void start(Duration timeout);

    /** Runs the server's own process and returns when it is ready. */
    final void run(List<String> command, Path directory, BooleanSupplier ready, Duration timeout) {
        ChildProcess started = children.start(service, command, directory, data.log(service));
        child = started;
        started.await(ready, timeout);
        data.recordProcesses(service, started.processes());
    }

    /** Whether this run of the process has written so to its log. */
    final boolean logSays(String text) {
        ChildProcess running = child;
        return running != null && running.logSays(text);
    }

    /** In good order, as far as that matters. */
    void stop() {
        if (data.temporary()) {
            kill();
        } else {
            stopInOrder();
        }
    }

    final void stopInOrder() {
        stopInOrder(STOPS_WITHIN);
    }

    final void stopInOrder(Duration patience) {
        ChildProcess running = child;
        if (running != null) {
            running.stop(patience);
        }
    }

    /** SIGKILL, as a crash would; returns when all of its processes are gone. */
    final void kill() {
        ChildProcess running = child;
        if (running != null) {
            running.kill();
        }
    }

    final boolean alive() {
        ChildProcess running = child;
        return running != null && running.alive();
    }

    final List<ProcessHandle> processes() {
        ChildProcess running = child;
        return running == null ? List.of() : running.processes();
    }

    /** Whether a GET there is answered with 200 in time. No proxy is asked. */
    static boolean answersAt(URI url, int withinMillis) {
        try {
            HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(withinMillis);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }
}
