package org.silobridge.cli;

import java.time.Duration;
import java.util.Locale;
import org.silobridge.connector.ConnectorListener;
import org.silobridge.connector.position.Counts;
import org.silobridge.model.Reason;

/** Tells how a run goes: on a terminal in one line that is written over, elsewhere in a line after the first commit, then one a minute. */
final class ConnectorProgress implements ConnectorListener, AutoCloseable {
    private static final long TERMINAL_MILLIS = 500;
    private static final long LINE_MILLIS = 60_000;
    private static final String CLEAR = "\r\u001b[K";

    private final Console console;
    private final long startMillis;
    private long nextMillis;
    private double share;
    private double firstShare = -1;
    private boolean drawn;

    ConnectorProgress(Console console) {
        this.console = console;
        this.startMillis = console.clock().millis();
        this.nextMillis = startMillis;
    }

    @Override
    public void reached(double now) {
        // What earlier runs did is passed over quickly: it says nothing of the time that the rest takes.
        firstShare = firstShare < 0 ? now : firstShare;
        share = now;
    }

    @Override
    public void progressed(Counts soFar, double rowsPerSecond) {
        long now = console.clock().millis();
        if (now < nextMillis) {
            return;
        }
        nextMillis = now + (console.isTerminal() ? TERMINAL_MILLIS : LINE_MILLIS);
        tell(line(soFar, rowsPerSecond, now));
    }

    private Reason line(Counts counts, double rowsPerSecond, long now) {
        return Reason.of(
                code(counts),
                "read",
                counts.read(),
                "published",
                counts.published(),
                "quarantined",
                counts.quarantined(),
                "unchanged",
                counts.unchanged(),
                "rate",
                Math.round(rowsPerSecond),
                "percent",
                (int) Math.floor(share * 100),
                "left",
                left(now));
    }

    private String code(Counts counts) {
        if (counts.unchanged() > 0) {
            return "cli.connector.progress-snapshot";
        }
        return firstShare < 0 ? "cli.connector.progress" : "cli.connector.progress-share";
    }

    /** The time left, as {@code 1:02:03}, if the rest goes as what was read since the first commit. */
    private String left(long now) {
        double done = share - firstShare;
        if (done <= 0.001) {
            return "?";
        }
        long seconds = Math.round((now - startMillis) / 1000.0 / done * (1 - share));
        var left = Duration.ofSeconds(seconds);
        return String.format(Locale.ROOT, "%d:%02d:%02d", left.toHours(), left.toMinutesPart(), left.toSecondsPart());
    }

    private void tell(Reason reason) {
        if (console.isTerminal()) {
            console.err().print(CLEAR + Console.safe(reason.in(console.locale())));
            console.err().flush();
            drawn = true;
        } else {
            console.say(reason);
        }
    }

    @Override
    public void waiting(Reason reason, Duration pause) {
        close();
        console.say(Reason.of(
                "cli.connector.waiting", "seconds", pause.toSeconds(), "reason", reason.in(console.locale())));
    }

    @Override
    public void recovered() {
        close();
        console.say(Reason.of("cli.connector.recovered"));
    }

    /** Ends the line that is being written over, so that others may be written. */
    @Override
    public void close() {
        if (drawn) {
            console.err().println();
            drawn = false;
        }
    }
}
