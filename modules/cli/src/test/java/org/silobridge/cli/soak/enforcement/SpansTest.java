package org.silobridge.cli.soak.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.silobridge.cli.soak.enforcement.Spans.Span;

/** Times in which something held. */
class SpansTest {
    private static Spans spans(int... seconds) {
        var all = new Span[seconds.length / 2];
        for (int i = 0; i < all.length; i++) {
            all[i] = new Span(Instant.ofEpochSecond(seconds[2 * i]), Instant.ofEpochSecond(seconds[2 * i + 1]));
        }
        return Spans.of(Arrays.asList(all));
    }

    private static Duration outside(Spans spans, int from, int to) {
        return spans.outside(Instant.ofEpochSecond(from), Instant.ofEpochSecond(to));
    }

    @Test
    void thatTouchAreOne() {
        assertThat(spans(5, 7, 1, 3, 2, 4, 4, 5)).isEqualTo(spans(1, 7));
    }

    @Test
    void holdTogetherWhereEitherOrBothDo() {
        assertThat(spans(1, 4, 6, 9).or(spans(3, 5))).isEqualTo(spans(1, 5, 6, 9));
        assertThat(spans(1, 4, 6, 9).and(spans(3, 7))).isEqualTo(spans(3, 4, 6, 7));
        assertThat(spans(1, 4).and(spans(4, 7))).isEqualTo(spans());
    }

    @Test
    void leaveTheTimeBetweenTwoInstantsThatIsOutside() {
        assertThat(outside(spans(1, 4, 6, 9), 0, 10)).isEqualTo(Duration.ofSeconds(4));
        assertThat(outside(spans(1, 4, 6, 9), 2, 7)).isEqualTo(Duration.ofSeconds(2));
        assertThat(outside(spans(1, 4), 2, 3)).isEqualTo(Duration.ZERO);
        assertThat(outside(spans(1, 4), 7, 5)).isEqualTo(Duration.ZERO);
    }
}
