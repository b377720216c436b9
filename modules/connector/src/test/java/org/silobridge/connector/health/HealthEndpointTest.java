package org.silobridge.connector.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.silobridge.connector.config.HttpSettings;
import org.silobridge.connector.position.Counts;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Slug;

class HealthEndpointTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-02-01T08:00:00.5Z"), ZoneOffset.UTC);
    private static final HttpSettings ANY_PORT = new HttpSettings("127.0.0.1", 0);

    private final ConnectorHealth health = new ConnectorHealth(new Slug("things"), "credit/thing/tester", CLOCK);
    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> get(HealthEndpoint endpoint, String path) throws Exception {
        var uri = URI.create("http://127.0.0.1:" + endpoint.port() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void tellsCountsInPrometheusTextFormat() throws Exception {
        try (var endpoint = HealthEndpoint.open(ANY_PORT, health).orThrow()) {
            var counts = new Counts(7, 3, Map.of("contract.rule.type", 2L, "contract.rule.required", 1L));
            health.progressed(counts, 12.5);

            var answer = get(endpoint, "/metrics");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
            assertThat(answer.body().lines())
                    .contains(
                            "# TYPE silobridge_connector_rows_read_total counter",
                            "silobridge_connector_rows_read_total{connector=\"things\"} 10",
                            "silobridge_connector_rows_published_total{connector=\"things\"} 7",
                            "silobridge_connector_rows_quarantined_total{connector=\"things\"} 3",
                            "silobridge_connector_quarantine_reasons_total{connector=\"things\",reason=\"contract.rule.type\"} 2",
                            "silobridge_connector_rows_per_second{connector=\"things\"} 12.5",
                            "silobridge_connector_transactions_total{connector=\"things\"} 1",
                            "silobridge_connector_last_commit_timestamp_seconds{connector=\"things\"} 1.7699328005E9",
                            "silobridge_connector_waiting{connector=\"things\"} 0")
                    .allMatch(line ->
                            line.startsWith("# ") || line.matches("[a-z_]+\\{([a-z]+=\"[^\"]*\",?)+} [0-9.E]+"));
        }
    }

    @Test
    void isUnhealthyWhileItWaitsAndSaysForWhat() throws Exception {
        try (var endpoint = HealthEndpoint.open(ANY_PORT, health).orThrow()) {
            assertThat(get(endpoint, "/health").statusCode()).isEqualTo(200);

            health.waiting(Reason.of("connector.kafka.no-answer", "error", "x"), Duration.ZERO);
            var waiting = get(endpoint, "/health");
            health.recovered();

            assertThat(waiting.statusCode()).isEqualTo(503);
            assertThat(waiting.body()).contains("connector.kafka.no-answer");
            assertThat(get(endpoint, "/health").statusCode()).isEqualTo(200);
            assertThat(get(endpoint, "/other").statusCode()).isEqualTo(404);
            assertThat(get(endpoint, "/metrics/more").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void isUnhealthyWhileTheSourceIsSilentForLongAndSaysHowLong() throws Exception {
        var now = new AtomicReference<>(CLOCK.instant());
        InstantSource clock = now::get;
        var watched = new ConnectorHealth(new Slug("things"), "credit/thing/tester", clock.withZone(ZoneOffset.UTC));
        try (var endpoint = HealthEndpoint.open(ANY_PORT, watched).orThrow()) {
            watched.sourceAsked();
            now.updateAndGet(at -> at.plusSeconds(29));
            assertThat(get(endpoint, "/health").statusCode()).isEqualTo(200);

            now.updateAndGet(at -> at.plusSeconds(2));
            assertThat(get(endpoint, "/health"))
                    .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(503))
                    .satisfies(answer -> assertThat(answer.body()).contains("connector.source.silent"));
            assertThat(get(endpoint, "/metrics").body())
                    .contains("silobridge_connector_source_silent_seconds{connector=\"things\"} 31")
                    .contains("silobridge_connector_waiting{connector=\"things\"} 1");

            watched.sourceAnswered();
            assertThat(get(endpoint, "/health").statusCode()).isEqualTo(200);
            assertThat(get(endpoint, "/metrics").body())
                    .contains("silobridge_connector_source_silent_seconds{connector=\"things\"} 0");
        }
    }

    @Test
    void refusesAnAddressThatIsTaken() {
        try (var endpoint = HealthEndpoint.open(ANY_PORT, health).orThrow()) {
            assertThat(HealthEndpoint.open(new HttpSettings("127.0.0.1", endpoint.port()), health))
                    .isInstanceOf(Outcome.Refused.class);
        }
    }
}
