package org.silobridge.cli.probe;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.health.HealthSource;
import org.silobridge.connector.health.Histogram;
import org.silobridge.connector.health.MetricsText;
import org.silobridge.model.Reason;

/** Keeps what came of the rounds, for whoever asks in between. Safe for several threads. */
public final class ProbeMetrics implements HealthSource {
    /** Upper ends, in seconds: close together around what is promised. */
    private static final List<Double> ENDS = List.of(0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0);

    private static final String APPROVAL = "approval";
    private static final String REVOCATION = "revocation";

    private final String dataset;
    private final Bounds bounds;
    private final Histogram approvals = new Histogram(ENDS);
    private final Histogram revocations = new Histogram(ENDS);
    private long kept;
    private long late;
    private long failed;
    private @Nullable Round last;
    private @Nullable Reason trouble;

    public ProbeMetrics(String dataset, Bounds bounds) {
        this.dataset = dataset;
        this.bounds = bounds;
    }

    /** A round that came to its end. */
    public synchronized void done(Round round) {
        approvals.add(seconds(round.approvalToFirst()));
        revocations.add(seconds(round.revocationToLast()));
        last = round;
        if (bounds.keeps(round)) {
            kept++;
            trouble = null;
        } else {
            late++;
            trouble = bounds.broken();
        }
    }

    /** A round that nothing came of. */
    public synchronized void failed(Reason reason) {
        failed++;
        trouble = reason;
    }

    @Override
    public synchronized Optional<Reason> waitsFor() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public synchronized String metrics() {
        var text = new MetricsText(Map.of("dataset", dataset));
        text.counters(
                "silobridge_probe_rounds_total",
                "Rounds by what came of them: in bounds, late, or failed.",
                "outcome",
                Map.of("kept", kept, "late", late, "failed", failed));
        text.histograms(
                "silobridge_probe_latency_seconds",
                "From the call that decides to the first record (approval), and to the last (revocation).",
                "decision",
                Map.of(APPROVAL, approvals, REVOCATION, revocations));
        text.gauges(
                "silobridge_probe_bound_seconds",
                "What a round is held to.",
                "decision",
                Map.of(APPROVAL, seconds(bounds.approval()), REVOCATION, seconds(bounds.revocation())));
        if (last != null) {
            text.gauges(
                    "silobridge_probe_last_latency_seconds",
                    "Of the last round that came to its end.",
                    "decision",
                    Map.of(APPROVAL, seconds(last.approvalToFirst()), REVOCATION, seconds(last.revocationToLast())));
            text.gauge(
                    "silobridge_probe_last_round_timestamp_seconds",
                    "When the last round began that came to its end.",
                    Map.of(),
                    last.at().toEpochMilli() / 1000.0);
        }
        return text.toString();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
