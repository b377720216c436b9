package org.silobridge.connector.source.push;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.Rows;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceContext;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.connector.source.file.Spool;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;

/**
 * Rows that an application pushes. Each request has an idempotency key, which is a part of the source: its position is
 * how many of the rows are committed. What was cut off goes on when the key comes again.
 */
public final class PushSource implements Source {
    private final PushSettings settings;
    private final SourceContext context;

    public PushSource(PushSettings settings, SourceContext context) {
        this.settings = settings;
        this.context = context;
    }

    @Override
    public SourceKind kind() {
        return SourceKind.PUSH;
    }

    @Override
    public boolean continuous() {
        return true;
    }

    @Override
    public boolean deletes() {
        return settings.deletes().isPresent();
    }

    @Override
    public List<Violation> check(List<String> columns) {
        var violations = new ArrayList<Violation>();
        note(violations, () -> new Tokens(settings.tokenFile()).read());
        settings.tls().ifPresent(tls -> note(violations, () -> Identity.read(tls)));
        try {
            var host = settings.host();
            if (!host.isAnyLocalAddress()
                    && !host.isLoopbackAddress()
                    && NetworkInterface.getByInetAddress(host) == null) {
                violations.add(new Violation(
                        "source.push.host", host.getHostAddress(), Reason.of("connector.push.host-elsewhere")));
            }
        } catch (SocketException e) {
            // Whether it can be listened on shows when it is.
        }
        return violations;
    }

    private static void note(List<Violation> violations, Runnable reading) {
        try {
            reading.run();
        } catch (RefusedException e) {
            violations.addAll(e.refusal().violations());
        }
    }

    @Override
    public Rows open(List<String> columns, Map<String, SourcePosition> positions) {
        var spool = Spool.of(context);
        var desk = new Desk(settings, context.clock(), positions);
        try {
            return new PushRows(settings, columns, spool, desk, PushEndpoint.open(settings, desk));
        } catch (IOException e) {
            // An instance that was taken over lets go of its port in a moment.
            throw new RefusedException(Refusal.of(
                    Refusal.Kind.UNAVAILABLE,
                    Reason.of(
                            "connector.push.not-listening",
                            "host",
                            settings.host().getHostAddress(),
                            "port",
                            settings.port(),
                            "error",
                            String.valueOf(e.getMessage()))));
        }
    }

    /** There is nothing to look at before it comes. */
    @Override
    public Rows preview(List<String> columns) {
        return new Rows() {
            @Override
            public @Nullable SourceRow next() {
                return null;
            }

            @Override
            public boolean ended() {
                return true;
            }

            @Override
            public List<SourcePosition> advance() {
                return List.of();
            }

            @Override
            public void close() {}
        };
    }
}
