package org.silobridge.connector.source.push;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.Rows;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.connector.source.file.Spool;
import org.silobridge.model.Violation;

/** The rows of the requests that come while it is open, one request after the other. */
final class PushRows implements Rows {
    private static final long MOMENT_MILLIS = 50;
    /** How long requests at work have to be read to their ends once the run is to stop. */
    private static final Duration LAST_ORDERS = Duration.ofSeconds(5);

    private final PushSettings settings;
    private final List<String> columns;
    private final Spool spool;
    private final Desk desk;
    private final PushEndpoint endpoint;
    private final Map<String, Push> moved = new LinkedHashMap<>();
    private @Nullable PushedRows current;
    /** Rows were given that others may be waited for with: not longer than there are any. */
    private boolean given;

    private boolean ended;
    private volatile long finishBy;

    PushRows(PushSettings settings, List<String> columns, Spool spool, Desk desk, PushEndpoint endpoint) {
        this.settings = settings;
        this.columns = columns;
        this.spool = spool;
        this.desk = desk;
        this.endpoint = endpoint;
    }

    @Override
    public @Nullable SourceRow next() {
        while (true) {
            var rows = current;
            if (rows == null) {
                var push = taken();
                if (push == null) {
                    ended = desk.isFinished();
                    return null;
                }
                rows = PushedRows.of(push, settings, columns, spool);
                current = rows;
            }
            if (rows.next()) {
                given = true;
                if (!rows.done()) {
                    moved.put(rows.push().key(), rows.push());
                }
                return rows;
            }
            rows.push().ends();
            current = null;
        }
    }

    private @Nullable Push taken() {
        try {
            // Who waits for an answer is not to wait for others to come.
            return desk.next(given ? 0 : MOMENT_MILLIS);
        } catch (InterruptedException e) {
            // Whoever interrupts wants an end: that is asked for elsewhere.
            Thread.currentThread().interrupt();
            return null;
        } finally {
            given = false;
        }
    }

    @Override
    public boolean ended() {
        return ended;
    }

    /** By whoever pushed it. */
    @Override
    public boolean awaited() {
        return true;
    }

    @Override
    public boolean judgesAgain() {
        return true;
    }

    @Override
    public void judged(List<Violation> faults) {
        if (current != null) {
            current.push().judged(faults);
        }
    }

    @Override
    public List<SourcePosition> advance() {
        var positions = new ArrayList<>(desk.outdated());
        moved.forEach((key, push) -> positions.add(push.reached().position(key)));
        moved.clear();
        spool.advanced(positions);
        return positions;
    }

    @Override
    public void committed(List<SourcePosition> positions) {
        spool.committed(positions);
        positions.forEach(desk::committed);
    }

    @Override
    public boolean finishes() {
        if (finishBy == 0) {
            finishBy = System.nanoTime() + LAST_ORDERS.toNanos();
            desk.finish();
        }
        return System.nanoTime() - finishBy < 0;
    }

    /** Where it listens. */
    int port() {
        return endpoint.port();
    }

    @Override
    public void close() {
        desk.close();
        endpoint.close();
    }
}
