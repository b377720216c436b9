package org.silobridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.silobridge.catalogue.TestCatalogue.json;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.silobridge.model.Reason;
import org.silobridge.sandbox.ExchangeInfrastructure;
import org.silobridge.sandbox.Service;
import org.silobridge.sandbox.SharedInfrastructure;

/** What the service does when PostgreSQL is killed, before its start and while it runs: it waits and says so. */
@ResourceLock(SharedInfrastructure.DISTURBED)
class PostgresOutageIT {
    private final ExchangeInfrastructure infrastructure = SharedInfrastructure.disturbed(Service.POSTGRES);

    @TempDir
    Path directory;

    @Test
    void waitsForPostgresAndStartsByItself() throws Exception {
        var config = TestCatalogue.config(infrastructure, directory);
        var told = new CopyOnWriteArrayList<Reason>();
        infrastructure.kill(Service.POSTGRES);
        CompletableFuture<Catalogue> starting;
        try {
            starting = CompletableFuture.supplyAsync(() -> {
                try {
                    return Catalogue.start(config, Clock.systemUTC(), new SecureRandom(), told::add)
                            .orThrow();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            Awaitility.await().until(() -> !told.isEmpty());
        } finally {
            infrastructure.restart(Service.POSTGRES);
        }

        try (var catalogue = new TestCatalogue(starting.get(30, TimeUnit.SECONDS), config, "")) {
            assertThat(told).extracting(Reason::code).contains("catalogue.unavailable.postgres-at-start");
            assertThat(catalogue.get(null, "/me").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void saysThatPostgresIsGoneAndGoesOnWhenItIsBack() throws Exception {
        try (var catalogue = TestCatalogue.start(
                TestCatalogue.config(infrastructure, directory),
                Clock.systemUTC(),
                new TestCatalogue.FakeOutside(true))) {
            infrastructure.kill(Service.POSTGRES);
            try {
                long from = System.nanoTime();
                var refused = catalogue.post(
                        catalogue.operator, "/departments", TestCatalogue.department("one", "11100000000013127D"));
                var health = catalogue.get(null, "/health");

                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
                assertThat(json(refused).getString("code")).isEqualTo("catalogue.unavailable.postgres");
                assertThat(health.statusCode()).isEqualTo(503);
                assertThat(json(health).getString("status")).isEqualTo("down");
                assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(10));
            } finally {
                infrastructure.restart(Service.POSTGRES);
            }

            Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> assertThat(
                            catalogue.get(null, "/health").statusCode())
                    .isEqualTo(200));
            var departments = json(catalogue.get(catalogue.operator, "/departments"));
            assertThat(departments.getJsonArray("items")).as("what was refused").isEmpty();
            assertThat(catalogue
                            .post(
                                    catalogue.operator,
                                    "/departments",
                                    TestCatalogue.department("one", "11100000000013127D"))
                            .statusCode())
                    .isEqualTo(201);
        }
    }
}
