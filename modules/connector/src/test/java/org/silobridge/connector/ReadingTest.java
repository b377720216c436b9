package org.silobridge.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.silobridge.connector.source.InPlaceOfRow;
import org.silobridge.connector.source.Rows;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.connector.source.SourceRow;

/** What the thread that reads hands to the one that sends. */
class ReadingTest {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    /** A source that follows a log in which nothing is for it. */
    private static class IdleRows implements Rows {
        final AtomicLong log = new AtomicLong();
        private long said;

        @Override
        public @Nullable SourceRow next() {
            return null;
        }

        @Override
        public boolean ended() {
            return false;
        }

        @Override
        public List<SourcePosition> advance() {
            long now = log.get();
            if (now == said) {
                return List.of();
            }
            said = now;
            return List.of(position(now));
        }

        @Override
        public void close() {}
    }

    private static SourcePosition position(long at) {
        return new SourcePosition(SourceKind.CDC, "t", Map.of("at", String.valueOf(at)));
    }

    private static final Reading.Judge NOBODY = new Reading.Judge() {
        @Override
        public void prepare() {
            throw new AssertionError("there is no row");
        }

        @Override
        public void replay(SourceRow row) {
            throw new AssertionError("there is no row");
        }

        @Override
        public void move(SourceRow row, Batch into) {
            throw new AssertionError("there is no row");
        }
    };

    private static ConnectorSettings askingEvery(Duration idleCommit) {
        return new ConnectorSettings(
                10, Duration.ofMillis(100), Duration.ofSeconds(1), idleCommit, Duration.ZERO, Duration.ZERO);
    }

    @Test
    void handsOnHowFarASourceIsThatGivesNoRows() throws Exception {
        var rows = new IdleRows();
        try (var reading = new Reading(rows, NOBODY, askingEvery(Duration.ofMillis(1)), "reading")) {
            for (long at = 1; at <= 3; at++) {
                rows.log.set(at);

                var batch = Objects.requireNonNull(reading.next(PATIENCE));

                assertThat(batch.isEmpty()).isTrue();
                assertThat(batch.positions()).containsExactly(position(at));
            }
        }
    }

    /** Gives rows once, then nothing, without end. */
    private static final class PushedRows implements Rows {
        private int left;

        PushedRows(int rows) {
            this.left = rows;
        }

        @Override
        public @Nullable SourceRow next() {
            return left-- > 0 ? new ARow("p") : null;
        }

        @Override
        public boolean ended() {
            return false;
        }

        @Override
        public boolean awaited() {
            return true;
        }

        @Override
        public List<SourcePosition> advance() {
            return List.of();
        }

        @Override
        public void close() {}
    }

    private record ARow(String part) implements InPlaceOfRow {}

    private static final Reading.Judge PUBLISHES = new Reading.Judge() {
        @Override
        public void prepare() {}

        @Override
        public void replay(SourceRow row) {
            throw new AssertionError("no row is done");
        }

        @Override
        public void move(SourceRow row, Batch into) {
            into.publish(row.part(), new byte[] {1}, new byte[] {2}, List.of());
        }
    };

    /** Also where the last row filled a batch, which has gone ahead by then. */
    @ParameterizedTest
    @ValueSource(ints = {1, 9, 10, 25})
    void saysBehindTheLastRowAtHandThatItIsWaitedFor(int count) throws Exception {
        int rows = 0;
        try (var reading = new Reading(new PushedRows(count), PUBLISHES, askingEvery(Duration.ofDays(1)), "reading")) {
            var batch = Objects.requireNonNull(reading.next(PATIENCE));
            for (rows += batch.rows(); !batch.isAwaited(); rows += batch.rows()) {
                batch = Objects.requireNonNull(reading.next(PATIENCE));
            }
        }
        assertThat(rows).isEqualTo(count);
    }

    /** Answers once somebody lets it. */
    private static final class SilentRows implements Rows {
        private final Semaphore answers = new Semaphore(0);

        @Override
        public @Nullable SourceRow next() {
            answers.acquireUninterruptibly();
            return null;
        }

        @Override
        public boolean ended() {
            return false;
        }

        @Override
        public List<SourcePosition> advance() {
            return List.of();
        }

        @Override
        public void close() {}
    }

    @Test
    void saysWhenItsSourceHasNotAnsweredAndWhenItHas() {
        var told = new ArrayList<String>();
        var listener = new ConnectorListener() {
            @Override
            public void sourceAsked() {
                told.add("asked");
            }

            @Override
            public void sourceAnswered() {
                told.add("answered");
            }
        };
        var rows = new SilentRows();
        var watch = new SourceWatch(listener, true);
        var atHand = new SourceWatch(listener, false);
        try (var reading = new Reading(rows, NOBODY, askingEvery(Duration.ofDays(1)), "reading")) {
            Awaitility.await().until(() -> reading.questions() == 1);
            watch.look(reading);
            assertThat(told).as("asked for the first time").isEmpty();
            watch.look(reading);
            watch.look(reading);
            atHand.look(reading);
            atHand.look(reading);
            assertThat(told).containsExactly("asked");

            rows.answers.release();
            Awaitility.await().until(() -> reading.questions() == 3);
            watch.look(reading);
            assertThat(told).containsExactly("asked", "answered");

            rows.answers.release(Integer.MAX_VALUE / 2);
        }
    }

    @Test
    void handsOnHowFarASourceIsThatEndsWithoutARow() throws Exception {
        var rows = new IdleRows() {
            @Override
            public boolean ended() {
                return true;
            }
        };
        rows.log.set(1);
        try (var reading = new Reading(rows, NOBODY, askingEvery(Duration.ofDays(1)), "reading")) {
            assertThat(Objects.requireNonNull(reading.next(PATIENCE)).positions())
                    .containsExactly(position(1));
        }
    }

    @Test
    void doesNotHandOnWhatHasNotMoved() throws Exception {
        try (var reading = new Reading(new IdleRows(), NOBODY, askingEvery(Duration.ZERO), "reading")) {
            assertThat(reading.next(TimeUnit.MILLISECONDS.toNanos(50))).isNull();
        }
    }

    @Test
    void asksAtOnceAndThenNotBeforeItIsTime() throws Exception {
        var rows = new IdleRows();
        rows.log.set(1);
        try (var reading = new Reading(rows, NOBODY, askingEvery(Duration.ofDays(1)), "reading")) {
            assertThat(reading.next(PATIENCE)).isNotNull();
            rows.log.set(2);

            assertThat(reading.next(TimeUnit.MILLISECONDS.toNanos(50))).isNull();
        }
    }
}
