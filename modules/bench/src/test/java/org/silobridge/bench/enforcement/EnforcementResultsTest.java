package org.silobridge.bench.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.silobridge.bench.enforcement.Run.Last;
import org.silobridge.bench.enforcement.Seat.Decided;

class EnforcementResultsTest {
    private static final Instant ENDED = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void countsFromTheDecisionUntilTheLastRecordWasThere() {
        var run = run(Kind.CLASSIC, 80L, 95L);

        assertThat(run.revocationToLast()).hasMillis(80);
        assertThat(run.revocationToLastSent()).hasMillis(75);
    }

    @Test
    void readsNothingAfterTheDecisionAsNoTimeAtAll() {
        var run = run(Kind.RECONNECTING, null, 95L);

        assertThat(run.revocationToLast()).isZero();
        assertThat(run.revocationToLastSent()).isZero();
    }

    @Test
    void holdsAnIdleClientForReadingUntilItIsRefused() {
        assertThat(run(Kind.IDLE, null, 430L).revocationToLast()).hasMillis(430);
        assertThat(run(Kind.IDLE, 500L, 430L).revocationToLast()).hasMillis(500);
    }

    @Test
    void givesTheMedianAndWhatOneInAHundredExceeds() {
        var runs = LongStream.rangeClosed(1, 1000)
                .mapToObj(millis -> run(Kind.CLASSIC, millis, 1001L))
                .toList();

        assertThat(Latencies.of(runs, Run::revocationToLast))
                .isEqualTo(new Latencies(1000, 500, OptionalLong.of(990), 1000));
        assertThat(Latencies.of(runs.subList(0, 3), Run::revocationToLast))
                .isEqualTo(new Latencies(3, 2, OptionalLong.empty(), 3));
    }

    @Test
    void showsEachKindBesideItsLimitAndEveryRunAsALine() {
        var results = new EnforcementResults(List.of(
                run(Kind.CLASSIC, 80L, 95L),
                new Run(
                        Kind.CLASSIC,
                        Way.BARE,
                        1,
                        new Decided(ENDED.minusSeconds(2), "bare"),
                        ENDED.minusSeconds(1),
                        new Decided(ENDED, "bare"),
                        new Last(ENDED.plusMillis(20), ENDED.plusMillis(18), 6),
                        9,
                        Optional.of(ENDED.plusMillis(25))),
                run(Kind.HOSTILE, 2900L, null)));
        var table = new ByteArrayOutputStream();

        results.print(new PrintStream(table, true, StandardCharsets.UTF_8));

        assertThat(table.toString(StandardCharsets.UTF_8)).isEqualToNormalizingNewlines("""

                revocation to last record, ms    runs   median     p99     max       bare     p99     max
                classic                             1       80       -      80         20       -      20
                hostile                             1    2,900       -   2,900

                approval to first record, ms     runs   median     p99     max       bare     p99     max
                classic                             1    1,000       -   1,000      1,000       -   1,000

                runs in which the client was not told while it was watched: 1
                """);
        assertThat(EnforcementResults.line(results.runs().get(0))).isEqualTo("""
                {"kind":"classic","way":"catalogue","run":1,"grant":"grt-1","approvedAt":"2026-11-22T09:59:58Z",\
                "approvalToFirst":1000,"endedAt":"2026-11-22T10:00:00Z","revocationToLast":80,\
                "revocationToLastSent":75,"lastOffset":7,"endOffset":9,"revocationToRefusal":95}
                """);
    }

    private static Run run(Kind kind, @Nullable Long lastMillis, @Nullable Long refusedMillis) {
        return new Run(
                kind,
                Way.CATALOGUE,
                1,
                new Decided(ENDED.minusSeconds(2), "grt-1"),
                ENDED.minusSeconds(1),
                new Decided(ENDED, "grt-1"),
                last(lastMillis == null ? -20 : lastMillis),
                9,
                Optional.ofNullable(refusedMillis).map(ENDED::plusMillis));
    }

    private static Last last(long millis) {
        return new Last(ENDED.plusMillis(millis), ENDED.plusMillis(millis - 5), 7);
    }
}
