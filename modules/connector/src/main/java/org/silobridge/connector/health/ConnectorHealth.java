package org.silobridge.connector.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.ConnectorListener;
import org.silobridge.connector.position.Counts;
import org.silobridge.model.Reason;
import org.silobridge.model.Slug;

/**
 * Keeps what a run tells, for whoever asks in between. Codes and numbers only: no values of rows, no secrets, no names of
 * files. Safe for several threads.
 */
public final class ConnectorHealth implements ConnectorListener, HealthSource {
    /** What takes longer is said to be waited for. */
    static final Duration SILENT = Duration.ofSeconds(30);

    private final Slug connector;
    private final Clock clock;
    private final String dataset;
    private Counts counts = Counts.NONE;
    private double rowsPerSecond;
    private OptionalDouble sourceShare = OptionalDouble.empty();
    private long transactions;
    private long waits;
    private @Nullable Instant committedAt;
    private @Nullable Reason waitsFor;
    private @Nullable Instant askedAt;

    public ConnectorHealth(Slug connector, String dataset, Clock clock) {
        this.connector = connector;
        this.dataset = dataset;
        this.clock = clock;
    }

    @Override
    public synchronized void reached(double share) {
        sourceShare = OptionalDouble.of(share);
    }

    @Override
    public synchronized void progressed(Counts soFar, double rate) {
        counts = soFar;
        rowsPerSecond = rate;
        transactions++;
        committedAt = clock.instant();
    }

    @Override
    public synchronized void waiting(Reason reason, Duration pause) {
        if (waitsFor == null) {
            waits++;
        }
        waitsFor = reason;
    }

    @Override
    public synchronized void recovered() {
        waitsFor = null;
    }

    @Override
    public synchronized void sourceAsked() {
        askedAt = clock.instant();
    }

    @Override
    public synchronized void sourceAnswered() {
        askedAt = null;
    }

    /** What it waits for now, if it does. */
    @Override
    public synchronized Optional<Reason> waitsFor() {
        if (waitsFor == null && silence().compareTo(SILENT) >= 0) {
            return Optional.of(
                    Reason.of("connector.source.silent", "seconds", silence().toSeconds()));
        }
        return Optional.ofNullable(waitsFor);
    }

    /** For how long the source has not answered. */
    private Duration silence() {
        return askedAt == null ? Duration.ZERO : Duration.between(askedAt, clock.instant());
    }

    /** The metrics in Prometheus's text format, version 0.0.4. Counters start at zero with each start of the connector. */
    @Override
    public synchronized String metrics() {
        var text = new MetricsText(Map.of("connector", connector.value()));
        text.gauge("silobridge_connector_info", "What it publishes.", Map.of("dataset", dataset), 1);
        text.counter("silobridge_connector_rows_read_total", "Rows committed, whatever became of them.", counts.read());
        text.counter("silobridge_connector_rows_published_total", "Rows committed to the dataset.", counts.published());
        text.counter(
                "silobridge_connector_rows_quarantined_total",
                "Rows committed to the quarantine.",
                counts.quarantined());
        text.counter(
                "silobridge_connector_rows_unchanged_total",
                "Rows of snapshots that say what was published already.",
                counts.unchanged());
        text.counter(
                "silobridge_connector_keys_removed_total",
                "Keys removed because a snapshot had them no more.",
                counts.removed());
        text.counter(
                "silobridge_connector_keys_held_total",
                "Keys kept although a snapshot had them no more, as rows had no key that could be told.",
                counts.held());
        text.counters(
                "silobridge_connector_quarantine_reasons_total",
                "Rows quarantined with a reason; a row with several counts in each.",
                "reason",
                counts.byReason());
        text.gauge(
                "silobridge_connector_rows_per_second",
                "Rows read a second since the start, waiting not counted.",
                Map.of(),
                rowsPerSecond);
        text.counter("silobridge_connector_transactions_total", "Transactions committed.", transactions);
        if (committedAt != null) {
            text.gauge(
                    "silobridge_connector_last_commit_timestamp_seconds",
                    "When the last transaction was committed.",
                    Map.of(),
                    committedAt.toEpochMilli() / 1000.0);
        }
        sourceShare.ifPresent(share ->
                text.gauge("silobridge_connector_source_share", "Share of the source that is read.", Map.of(), share));
        text.gauge(
                "silobridge_connector_waiting",
                "1 while it waits for something that does not answer.",
                Map.of(),
                waitsFor().isEmpty() ? 0 : 1);
        text.gauge(
                "silobridge_connector_source_silent_seconds",
                "For how long a database that was asked has not answered; 0 once it has.",
                Map.of(),
                silence().toMillis() / 1000.0);
        text.counter("silobridge_connector_waits_total", "How often it had to begin waiting.", waits);
        return text.toString();
    }
}
