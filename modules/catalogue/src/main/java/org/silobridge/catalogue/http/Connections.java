package org.silobridge.catalogue.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;

/** The connections that are open: not too many of one address, and none that asks too slowly. */
final class Connections {
    private final CallLimits limits;
    private final LongSupplier nanos;
    private final Map<HttpConnection, Line> open = new ConcurrentHashMap<>();
    private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();

    private record Line(String remote, Pace pace, Asking asking) {}

    /** The call that is on it. */
    private static final class Asking {
        private volatile @Nullable HttpServerRequest request;
    }

    Connections(CallLimits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
    }

    /** How often to {@link #look}: often enough that nobody gets much more than their time. */
    Duration interval() {
        var shortest =
                limits.headTimeout().compareTo(limits.bodyTimeout()) < 0 ? limits.headTimeout() : limits.bodyTimeout();
        return Duration.ofMillis(Math.max(50, Math.min(1000, shortest.toMillis() / 4)));
    }

    void opened(HttpConnection connection) {
        var remote = remote(connection);
        var network = CallerLimits.network(remote);
        open.put(connection, new Line(remote, new Pace(limits, nanos.getAsLong()), new Asking()));
        int standing = perAddress.merge(network, 1, Integer::sum);
        connection.closeHandler(closed -> {
            open.remove(connection);
            perAddress.computeIfPresent(network, (address, count) -> count == 1 ? null : count - 1);
        });
        if (standing > limits.connectionsPerAddress()) {
            SecurityLog.dropped(remote, Reason.of("catalogue.http.connections"));
            connection.close();
        }
    }

    void asked(HttpServerRequest request) {
        var line = open.get(request.connection());
        if (line != null) {
            line.asking().request = request;
            line.pace()
                    .asked(
                            request::isEnded,
                            () -> request.response().ended()
                                    || request.response().closed(),
                            nanos.getAsLong());
        }
    }

    /** Ends those that take too long. */
    void look() {
        long now = nanos.getAsLong();
        List.copyOf(open.entrySet()).forEach(entry -> {
            switch (entry.getValue().pace().look(now)) {
                case FINE -> {}
                case IDLE -> entry.getKey().close();
                case SILENT -> {
                    SecurityLog.dropped(entry.getValue().remote(), Reason.of("catalogue.http.slow"));
                    entry.getKey().close();
                }
                case SLOW_BODY -> {
                    var request = entry.getValue().asking().request;
                    if (request != null && !request.response().ended()) {
                        request.response().putHeader("Connection", "close");
                        Problems.send(new Asked(request, null, null), 408, Reason.of("catalogue.http.slow"), List.of());
                    }
                    entry.getKey().close();
                }
            }
        });
    }

    private static String remote(HttpConnection connection) {
        var remote = connection.remoteAddress();
        return remote == null || remote.hostAddress() == null ? "" : remote.hostAddress();
    }
}
