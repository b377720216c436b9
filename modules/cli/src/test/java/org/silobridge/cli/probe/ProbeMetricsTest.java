package org.silobridge.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.silobridge.model.GrantId;
import org.silobridge.model.Reason;

class ProbeMetricsTest {
    private static final GrantId GRANT = GrantId.random(new Random(1));
    private static final Instant AT = Instant.parse("2026-11-22T09:00:00Z");

    private final ProbeMetrics metrics =
            new ProbeMetrics("credit/thing/office", new Bounds(Duration.ofSeconds(2), Duration.ofSeconds(1)));

    private static Round round(long approvalMillis, long revocationMillis) {
        return new Round(
                AT,
                GRANT,
                Duration.ofMillis(approvalMillis),
                Duration.ofMillis(revocationMillis),
                Duration.ofMillis(revocationMillis + 3));
    }

    @Test
    void countsRoundsByWhetherTheyKeptTheBoundsAndTellsTheLatenciesByRange() {
        metrics.done(round(300, 40));
        metrics.done(round(2000, 1000)); // A bound is kept when it is reached.
        metrics.done(round(310, 1001));

        assertThat(metrics.metrics().lines())
                .contains(
                        "silobridge_probe_rounds_total{dataset=\"credit/thing/office\",outcome=\"kept\"} 2",
                        "silobridge_probe_rounds_total{dataset=\"credit/thing/office\",outcome=\"late\"} 1",
                        "silobridge_probe_rounds_total{dataset=\"credit/thing/office\",outcome=\"failed\"} 0",
                        "silobridge_probe_latency_seconds_bucket{dataset=\"credit/thing/office\",decision=\"revocation\",le=\"0.025\"} 0",
                        "silobridge_probe_latency_seconds_bucket{dataset=\"credit/thing/office\",decision=\"revocation\",le=\"0.05\"} 1",
                        "silobridge_probe_latency_seconds_bucket{dataset=\"credit/thing/office\",decision=\"revocation\",le=\"1\"} 2",
                        "silobridge_probe_latency_seconds_bucket{dataset=\"credit/thing/office\",decision=\"revocation\",le=\"2\"} 3",
                        "silobridge_probe_latency_seconds_bucket{dataset=\"credit/thing/office\",decision=\"revocation\",le=\"+Inf\"} 3",
                        "silobridge_probe_latency_seconds_sum{dataset=\"credit/thing/office\",decision=\"approval\"} 2.61",
                        "silobridge_probe_latency_seconds_count{dataset=\"credit/thing/office\",decision=\"approval\"} 3",
                        "silobridge_probe_bound_seconds{dataset=\"credit/thing/office\",decision=\"revocation\"} 1",
                        "silobridge_probe_last_latency_seconds{dataset=\"credit/thing/office\",decision=\"approval\"} 0.31")
                .doesNotHaveDuplicates();
    }

    @Test
    void isUnwellFromARoundThatFailedOrWasLateUntilOneThatKeepsTheBounds() {
        assertThat(metrics.waitsFor()).isEmpty();

        metrics.failed(Reason.of("cli.probe.still-reads", "topic", "a topic", "seconds", 60));
        assertThat(metrics.waitsFor()).get().extracting(Reason::code).isEqualTo("cli.probe.still-reads");
        metrics.done(round(2001, 40));
        assertThat(metrics.waitsFor()).get().extracting(Reason::code).isEqualTo("cli.probe.late");
        metrics.done(round(300, 40));

        assertThat(metrics.waitsFor()).isEmpty();
    }
}
