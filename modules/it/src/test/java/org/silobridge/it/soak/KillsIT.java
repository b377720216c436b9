package org.silobridge.it.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.cli.local.LocalExchange;
import org.silobridge.cli.soak.enforcement.SoakEnforcement;
import org.silobridge.cli.soak.notices.SoakNotices;
import org.silobridge.cli.soak.publish.SoakPublish;
import org.silobridge.cli.soak.publish.SourceUnderTest;
import org.silobridge.sandbox.SandboxOptions;

/** The soak runs, a little of each on one exchange; that of the catalogue before anybody else asks for anything there. */
@Order(1)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(600)
class KillsIT {
    private static final Path PROJECT = Path.of(System.getProperty("silobridge.project.dir", "../.."));
    private static final long SEED = 20261122;
    /** Four times what is promised: many share this machine. */
    private static final Duration PATIENCE = SoakEnforcement.BOUND.multipliedBy(4);

    @TempDir
    private static Path directory;

    private static LocalExchange exchange;

    @BeforeAll
    static void start() {
        exchange = LocalExchange.start(directory, SandboxOptions.defaults(), step -> {});
    }

    @AfterAll
    static void stop() {
        exchange.close();
    }

    @Test
    @Order(2)
    void connectorsOfAllSourcesNeitherLoseNorRepeatARowAndKeepTheOrder() throws Exception {
        var all = EnumSet.allOf(SourceUnderTest.class);

        var report = new SoakPublish(exchange, PROJECT, Clock.systemUTC(), all, step -> {}).run(SEED, 12);

        assertThat(report.violations()).as("%s", report.facts()).isEmpty();
        assertThat(report.facts()).containsEntry("connectors killed", 12);
        assertThat(report.facts().get("Kafka killed")).asString().matches("[1-9]\\d*");
    }

    @Test
    @Order(3)
    void eachNoticeArrivesByMailAndAtAWebhookUnderOneName() throws Exception {
        var report = new SoakNotices(exchange, PROJECT.resolve("schemas"), step -> {}).run(SEED, 6);

        assertThat(report.violations()).as("%s", report.facts()).isEmpty();
        assertThat((Integer) report.facts().get("notices")).isGreaterThanOrEqualTo(6);
        assertThat(report.facts()).containsKeys("catalogue killed", "mail server killed", "webhook killed");
    }

    @Test
    @Order(1)
    void twoReplicasLeaveExactlyTheRightsOfTheGrantsAndNobodyReadsLongerThanTheBound() throws Exception {
        var report = new SoakEnforcement(exchange, PROJECT.resolve("schemas"), Clock.systemUTC(), step -> {})
                .run(SEED, new SoakEnforcement.Extent(3, 8, null, PATIENCE));

        assertThat(report.violations()).as("%s", report.facts()).isEmpty();
        assertThat(report.facts())
                .as("each part once")
                .containsKeys(
                        "killed one replica",
                        "killed both replicas",
                        "killed Kafka",
                        "killed PostgreSQL",
                        "killed the registry",
                        "killed the registry, and all that it knew");
        assertThat((Integer) report.facts().get("replicas killed, in all")).isGreaterThanOrEqualTo(10);
        assertThat(report.facts().get("decisions acknowledged")).asString().matches("[1-9]\\d+");
        assertThat(report.facts().get("records read")).asString().matches("[1-9]\\d+");
    }
}
