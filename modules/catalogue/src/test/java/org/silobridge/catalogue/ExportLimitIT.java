package org.silobridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.silobridge.catalogue.TestCatalogue.json;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.catalogue.contract.CompatibilityGate;
import org.silobridge.catalogue.enforcement.Enforcement;
import org.silobridge.catalogue.http.CallLimits;
import org.silobridge.catalogue.http.CallLimits.Rate;
import org.silobridge.catalogue.http.LedgerPages;
import org.silobridge.catalogue.ledger.LedgerHealth;
import org.silobridge.model.Outcome;

/** Exports that their readers draw out take nothing from those who decide; nor does who asks too often. */
class ExportLimitIT {
    @TempDir
    Path directory;

    @Test
    void aThirdExportIsAskedToComeBackAndDecisionsGoOn() throws Exception {
        var outside = new SlowExports();
        var config = TestCatalogue.config(directory, TestCatalogue.freshDatabase());
        var http = config.http();
        // Given as many workers as exports are served at once
        var narrow = new CatalogueConfig(
                config.exchange(),
                new CatalogueConfig.Http(
                        http.host(),
                        http.port(),
                        http.portFile(),
                        2,
                        http.maxBodyBytes(),
                        http.requestTimeout(),
                        new CallLimits(
                                new Rate(1, 8),
                                new Rate(1, 8),
                                10,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(75))),
                config.postgres(),
                config.kafka(),
                config.registry(),
                config.keys(),
                config.ledger(),
                config.law(),
                config.delivery(),
                config.use(),
                config.bootstrap());
        try (var catalogue = TestCatalogue.start(narrow, Clock.systemUTC(), outside)) {
            var auditor = catalogue.actor("aude", "auditor", null);
            var first = export(catalogue, auditor);
            var second = export(catalogue, auditor);
            assertThat(outside.underWay.await(20, TimeUnit.SECONDS)).isTrue();

            var third = catalogue.get(auditor, "/ledger/export");
            var decision = catalogue.post(
                    catalogue.operator, "/departments", TestCatalogue.department("owner", "11100000000013127D"));

            assertThat(third.statusCode()).as(third.body()).isEqualTo(503);
            assertThat(third.headers().firstValue("Retry-After")).isPresent();
            assertThat(json(third).getString("code")).isEqualTo("catalogue.unavailable.exports");
            assertThat(decision.statusCode()).as(decision.body()).isEqualTo(201);

            outside.goOn.countDown();
            assertThat(first.get().body()).isEqualTo("all of it");
            assertThat(second.get().body()).isEqualTo("all of it");
            assertThat(catalogue.get(auditor, "/ledger/export").statusCode()).isEqualTo(200);

            refusesWhoAsksTooOftenAndNobodyElse(catalogue, auditor);
        } finally {
            outside.goOn.countDown();
        }
    }

    /** In an exchange that runs already: a caller has eight calls here, and one more each second. */
    private static void refusesWhoAsksTooOftenAndNobodyElse(TestCatalogue catalogue, String auditor) throws Exception {
        var other = catalogue.actor("olga", "auditor", null);
        var limited = Stream.generate(() -> me(catalogue, auditor))
                .limit(100)
                .filter(answer -> answer.statusCode() == 429)
                .findFirst()
                .orElseThrow();

        assertThat(json(limited).getString("code")).isEqualTo("catalogue.http.too-many");
        assertThat(limited.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(limited.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(me(catalogue, other).statusCode()).isEqualTo(200);

        // Whoever guesses pays with the address, and cannot go on by another guess; a token that is known goes on.
        var guesses = Stream.iterate(0, guess -> guess + 1)
                .map(guess -> me(catalogue, "sbt_" + String.format(Locale.ROOT, "%043d", guess)))
                .limit(100)
                .filter(answer -> answer.statusCode() == 429)
                .findFirst();
        assertThat(guesses).isPresent();
        assertThat(me(catalogue, other).statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> me(TestCatalogue catalogue, String token) {
        try {
            return catalogue.get(token, "/me");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CompletableFuture<HttpResponse<String>> export(TestCatalogue catalogue, String token) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return catalogue.get(token, "/ledger/export");
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Exports that end when the test says so. */
    private static final class SlowExports implements Catalogue.Outside {
        private final TestCatalogue.FakeOutside others = new TestCatalogue.FakeOutside(true);
        private final CountDownLatch underWay = new CountDownLatch(2);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public Outcome<Enforcement> enforcement(Catalogue.Surroundings surroundings) {
            return others.enforcement(surroundings);
        }

        @Override
        public CompatibilityGate gate() {
            return others.gate();
        }

        @Override
        public Outcome<Catalogue.RunningLedger> ledger(Catalogue.Surroundings surroundings) {
            return others.ledger(surroundings)
                    .map(ledger -> new Catalogue.RunningLedger(
                            new Pages(ledger.pages()), ledger.verifierKey(), ledger.work()));
        }

        private final class Pages implements LedgerPages {
            private final LedgerPages real;

            Pages(LedgerPages real) {
                this.real = real;
            }

            @Override
            public Optional<String> checkpoint() {
                return Optional.of("signed");
            }

            @Override
            public LedgerHealth health() {
                return real.health();
            }

            @Override
            public void export(OutputStream out) throws IOException {
                underWay.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new InterruptedIOException();
                }
                out.write("all of it".getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public JsonObject entries(long from, int limit) {
                return real.entries(from, limit);
            }
        }
    }
}
