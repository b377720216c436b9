package org.silobridge.it.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.cli.local.ProcessMemory;

/**
 * {@code ./silobridge demo}, played to its end or killed, and the sandbox alone; {@link EndingIT} ends them in the middle
 * of their work.
 */
@Order(7)
@Timeout(240)
class DemoIT {
    private static final String UP = "Up. Ctrl-C ends it.";
    private static final long MIB = 1L << 20;
    private static final long MEMORY_LIMIT = 2_560 * MIB;
    private static final Duration GONE_WITHIN = Duration.ofSeconds(40);

    @TempDir
    private Path directory;

    @Test
    void tellsItsStoryWithNumbersThatAddUpAndEnds() throws Exception {
        try (var demo = Launched.start(directory, "--lang=en", "demo", "--exit")) {
            int status = demo.awaitEnd();
            var told = demo.output();

            assertThat(status).as(told).isZero();
            assertThat(told).contains("Every step came out as told.").doesNotContain("NOT AS TOLD");
            var story = new Story(told);
            for (int chapter : List.of(1, 2, 3)) {
                addsUp(story.chapter(chapter));
            }
            var unconditional = story.chapter(1);
            assertThat(unconditional.number("records it reads")).isEqualTo(unconditional.number("published"));
            assertThat(unconditional.number("a second run publishes")).isZero();
            var dirty = story.chapter(2);
            assertThat(dirty.number("rows in the private quarantine topic")).isEqualTo(dirty.number("quarantined"));
            assertThat(dirty.number("records in the shared topic")).isEqualTo(dirty.number("published"));
            var conditional = story.chapter(3);
            assertThat(conditional.number("records it reads")).isEqualTo(conditional.number("published"));
            assertThat(conditional.fact("before the decision Kafka says")).startsWith("TopicAuthorizationException");
            assertThat(conditional.fact("statistics, without a grant")).startsWith("TopicAuthorizationException");
            for (var reader : List.of(unconditional, conditional)) {
                assertThat(reader.fact("approval to first record")).matches("[\\d,]+ ms");
            }
            var revocation = story.chapter(4);
            assertThat(revocation.fact("afterwards Kafka says")).startsWith("TopicAuthorizationException");
            assertThat(revocation.facts("revocation to last record")).hasSize(1);
            var audit = story.chapter(5);
            assertThat(audit.number("ledger")).isPositive();
            assertThat(audit.fact("signed checkpoint")).startsWith("size " + audit.number("ledger") + ", root ");
            assertThat(audit.facts("verified offline with")).hasSize(1);
            assertThat(audit.fact("one byte flipped: verification")).isEqualTo("fails");
            // How long it took is told, not asserted: that depends on what else the machine does.
            assertThat(story.number("ready after")).isPositive();
            assertThat(story.number("memory of all processes (PSS)") * MIB).isLessThan(MEMORY_LIMIT);
            assertThat(demo.leftBehind()).isEmpty();
        }
    }

    private static void addsUp(Story chapter) {
        long quarantined = chapter.number("quarantined");
        assertThat(chapter.number("published")).isPositive();
        assertThat(chapter.number("published") + quarantined).isEqualTo(chapter.number("rows read"));
        // A row is set aside once, with all its faults.
        assertThat(chapter.faults().mapToLong(Long::longValue).sum()).isGreaterThanOrEqualTo(quarantined);
    }

    @Test
    void aSandboxStaysUpAndLeavesNothingAfterControlC() throws Exception {
        try (var sandbox = Launched.start(directory, "--lang=en", "sandbox", "up")) {
            sandbox.awaitSaying(UP);
            var running = Running.now(sandbox);
            var held = ProcessMemory.ofAll(
                    sandbox.processes().stream().map(ProcessHandle::pid).toList());
            held.ifPresent(bytes -> assertThat(bytes).isBetween(100 * MIB, MEMORY_LIMIT));

            sandbox.signal("INT");

            running.isGone();
            assertThat(sandbox.leftBehind()).as(sandbox.output()).isEmpty();
            var said = sandbox.output();
            assertThat(said.substring(said.indexOf(UP) + UP.length()))
                    .as("what it says at its end")
                    .isBlank();
        }
    }

    @Test
    void leavesNoProcessWhenItIsKilled() throws Exception {
        try (var demo = Launched.start(directory, "--lang=en", "demo")) {
            demo.awaitSaying("\n0  ");
            var running = Running.now(demo);

            demo.signal("KILL");

            running.isGone();
        }
    }

    /** The processes and ports of a demo at one time. */
    private record Running(List<ProcessHandle> processes, List<Integer> ports) {
        static Running now(Launched demo) throws IOException {
            var listening = demo.ports().stream().filter(Launched::listens).toList();
            var running = new Running(demo.processes(), listening);
            assertThat(listening)
                    .as("Kafka's three, the registry's, PostgreSQL's")
                    .hasSizeGreaterThanOrEqualTo(5);
            assertThat(running.processes().stream()
                            .map(process -> process.info().command().orElse("")))
                    .as("PostgreSQL is among them")
                    .anyMatch(command -> command.endsWith("/postgres"));
            assertThat(running.processes()).hasSizeGreaterThan(8);
            return running;
        }

        void isGone() {
            await().atMost(GONE_WITHIN).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
                assertThat(processes).noneMatch(ProcessHandle::isAlive);
                assertThat(ports).noneMatch(Launched::listens);
            });
        }
    }
}
