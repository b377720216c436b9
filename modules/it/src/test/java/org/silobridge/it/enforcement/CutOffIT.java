package org.silobridge.it.enforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.silobridge.bench.enforcement.EnforcementBench;
import org.silobridge.bench.enforcement.Kind;
import org.silobridge.bench.enforcement.MeasuredExchange;
import org.silobridge.bench.enforcement.Run;
import org.silobridge.bench.enforcement.Seat;
import org.silobridge.bench.enforcement.Way;
import org.silobridge.cli.enforcement.LocalSeats;
import org.silobridge.client.CatalogueClient;
import org.silobridge.it.exchange.OnPublishedExchange;
import org.silobridge.it.exchange.PublishedExchange;

/**
 * Readers of four kinds read a stream, and the owner's steward revokes their right in the middle of it: Java consumers of
 * both group protocols, the JavaScript one, and one that parks long fetches on many connections. How fast they are cut off
 * is for {@code silobridge bench enforcement} to say; here, that they are, where, and what the ledger knows of it.
 */
@ExtendWith(OnPublishedExchange.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CutOffIT {
    private static final int CONNECTIONS = 8;
    private static final Pattern TYPE = Pattern.compile(".*\"type\":\"([a-z.-]+)\".*");

    private final PublishedExchange published;
    private final boolean withJavaScript;
    private final CatalogueClient auditor;
    private final List<Run> runs;

    /** All at the same time, so that they take no longer than the slowest. */
    CutOffIT(PublishedExchange published) throws Exception {
        this.published = published;
        withJavaScript = "true".equals(System.getenv("CI")) || npmExists();
        var kinds = EnumSet.of(Kind.CLASSIC, Kind.CONSUMER, Kind.HOSTILE);
        if (withJavaScript) {
            kinds.add(Kind.JAVASCRIPT);
        }
        auditor = published.exchange().client(published.exchange().tokenOf("cut-off-auditor", "auditor"));
        runs = cutOff(kinds);
    }

    @ParameterizedTest
    @EnumSource(names = {"CLASSIC", "CONSUMER", "HOSTILE", "JAVASCRIPT"})
    void everyKindOfReaderIsCutOffInMidStreamAndTheLedgerSaysWhen(Kind kind) {
        assumeTrue(withJavaScript || kind != Kind.JAVASCRIPT, "there is no npm here");

        var ofKind = runs.stream().filter(run -> run.kind() == kind).toList();
        assertThat(ofKind).hasSize(1);
        var run = ofKind.get(0);
        // It was told, and what was published afterwards it never had.
        assertThat(run.refused()).as(run.toString()).isPresent();
        assertThat(run.last().offset()).as(run.toString()).isNotNegative().isLessThan(run.end() - 1);
        var entries = entriesOf(auditor, run.ended().grant());
        assertThat(entries.keySet())
                .as(run.toString())
                .containsExactly("grant.approved", "grant.applied", "grant.revoked", "grant.withdrawn");
        assertThat(entries.get("grant.revoked")).contains("the benchmark ends it");
    }

    /** Each kind on a thread and a seat of its own. */
    private List<Run> cutOff(EnumSet<Kind> kinds) throws Exception {
        var exchange = new LocalSeats(published.exchange(), PublishedExchange.PROJECT.resolve("schemas"));
        var threads = Executors.newFixedThreadPool(kinds.size());
        try {
            var running = new ArrayList<Future<List<Run>>>();
            for (var kind : kinds) {
                var bench = new EnforcementBench(
                        1,
                        EnumSet.of(kind),
                        EnumSet.of(Way.CATALOGUE),
                        1,
                        CONNECTIONS,
                        Optional.of(Path.of("target", "enforcement-js").toAbsolutePath()),
                        Clock.systemUTC());
                var seat = exchange.seat(running.size());
                running.add(threads.submit(() -> bench.on(alone(exchange, seat), step -> {}, run -> {})));
            }
            var runs = new ArrayList<Run>();
            for (var run : running) {
                runs.addAll(run.get());
            }
            return runs;
        } finally {
            threads.shutdownNow();
        }
    }

    private static MeasuredExchange alone(MeasuredExchange exchange, Seat seat) {
        return new MeasuredExchange() {
            @Override
            public Map<String, String> superUser() {
                return exchange.superUser();
            }

            @Override
            public Seat seat(int index) {
                return seat;
            }
        };
    }

    /** By type, in the ledger's order, once Kafka has forgotten the right. */
    private Map<String, String> entriesOf(CatalogueClient auditor, String grant) {
        return await().until(
                        () -> {
                            var export = published.directory().resolve("cut-off.silobridge-ledger");
                            auditor.exportLedger(export).orThrow();
                            var found = new LinkedHashMap<String, String>();
                            for (var line : Files.readAllLines(export)) {
                                if (line.contains("\"object\":\"" + grant + "\"")) {
                                    found.put(TYPE.matcher(line).replaceFirst("$1"), line);
                                }
                            }
                            return found;
                        },
                        found -> found.containsKey("grant.withdrawn"));
    }

    private static boolean npmExists() throws InterruptedException {
        try {
            return new ProcessBuilder("npm", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
