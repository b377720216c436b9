package org.silobridge.catalogue.http;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.JdbiException;
import org.silobridge.catalogue.enforcement.DependencyHealth;
import org.silobridge.catalogue.enforcement.DependencyHealth.Status;
import org.silobridge.catalogue.enforcement.Enforcement;
import org.silobridge.catalogue.ledger.LedgerHealth;
import org.silobridge.catalogue.ledger.Sequencer.Fault;

/**
 * What answers and what does not. Down, and 503, is the service only where it can decide nothing: without PostgreSQL,
 * or with a ledger that has fallen too far behind. Without Kafka or the registry it decides, and enforces later; where
 * the ledger's signer refuses, it decides, and nothing vouches for it. Anyone may ask, so that nothing but codes is
 * told: addresses, paths and what exceptions say stand in {@code GET /enforcement}.
 */
public final class HealthChecks {
    private final LedgerPages ledger;
    private final Enforcement enforcement;
    private final Duration ledgerPatience;

    public HealthChecks(LedgerPages ledger, Enforcement enforcement, Duration ledgerPatience) {
        this.ledger = ledger;
        this.enforcement = enforcement;
        this.ledgerPatience = ledgerPatience;
    }

    Answer answer() {
        var checks = new LinkedHashMap<String, DependencyHealth>();
        try {
            var found = ledger.health();
            checks.put("postgres", DependencyHealth.up());
            checks.put("ledger", check(found));
        } catch (JdbiException gone) {
            checks.put("postgres", DependencyHealth.down("unavailable"));
            checks.put("ledger", DependencyHealth.down("postgres-unavailable"));
        }
        checks.putAll(enforcement.health());
        return answer(checks);
    }

    private DependencyHealth check(LedgerHealth found) {
        if (found.oldestStaged().compareTo(ledgerPatience) > 0) {
            return DependencyHealth.down("entries-wait");
        }
        var failure = found.failure();
        if (failure.isPresent()) {
            var fault = failure.get().fault();
            return fault == Fault.BROKEN
                    ? DependencyHealth.down(fault.word())
                    : DependencyHealth.degraded(fault.word());
        }
        return found.signerRefusal()
                .map(refusal -> DependencyHealth.degraded("signer-refuses." + refusal.cause()))
                .orElseGet(DependencyHealth::up);
    }

    private static Answer answer(Map<String, DependencyHealth> checks) {
        var body = new JsonObject();
        checks.forEach((name, health) -> {
            var check = new JsonObject().put("status", word(health.status()));
            body.put(name, health.code().isEmpty() ? check : check.put("code", health.code()));
        });
        boolean down = isDown(checks, "postgres") || isDown(checks, "ledger");
        boolean up = checks.values().stream().allMatch(check -> check.status() == Status.UP);
        return new Answer.Json(
                down ? 503 : 200,
                new JsonObject()
                        .put("status", down ? "down" : up ? "up" : "degraded")
                        .put("checks", body));
    }

    private static boolean isDown(Map<String, DependencyHealth> checks, String name) {
        var check = checks.get(name);
        return check != null && check.status() == Status.DOWN;
    }

    private static String word(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
