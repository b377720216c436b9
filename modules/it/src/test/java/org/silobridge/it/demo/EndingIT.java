package org.silobridge.it.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What owns processes, told to end in the middle of what it does: nothing is left, and it says nothing more. */
@Timeout(120)
class EndingIT {
    private static final long SEED = 20261122;
    private static final int LONGEST_START_MILLIS = 6_000;
    private static final int LONGEST_IN_STORY_MILLIS = 2_000;
    /** Five seconds are what it promises on a machine that does nothing else. */
    private static final Duration GONE_WITHIN = Duration.ofSeconds(15);

    @TempDir
    private Path directory;

    static Stream<Arguments> moments() {
        var chance = new Random(SEED);
        return Stream.of(
                Arguments.of(List.of("demo"), "starting", chance.nextInt(LONGEST_START_MILLIS), "TERM"),
                Arguments.of(List.of("sandbox", "up"), "starting", chance.nextInt(LONGEST_START_MILLIS), "TERM"),
                Arguments.of(List.of("demo"), "\n0  ", chance.nextInt(LONGEST_IN_STORY_MILLIS), "INT"));
    }

    @ParameterizedTest(name = "{0} {2} ms after it said {1}")
    @MethodSource("moments")
    void leavesNothingAndFallsSilentInTheMiddleOfItsWork(
            List<String> words, String said, int millisLater, String signal) throws Exception {
        try (var launched = Launched.start(
                directory, Stream.concat(Stream.of("--lang=en"), words.stream()).toArray(String[]::new))) {
            launched.awaitSaying(said);
            launched.awaitMoment(Duration.ofMillis(millisLater));
            var running = launched.processes();

            launched.signal(signal);

            await().atMost(GONE_WITHIN).untilAsserted(() -> {
                assertThat(running).noneMatch(ProcessHandle::isAlive);
                assertThat(launched.namingItsDirectory()).isEmpty();
            });
            assertThat(launched.leftBehind()).as(launched.output()).isEmpty();
            assertThat(launched.output())
                    .doesNotContain("silobridge:", "ended with status", "Exception", "NOT AS TOLD", "bug", "WARN");
        }
    }
}
