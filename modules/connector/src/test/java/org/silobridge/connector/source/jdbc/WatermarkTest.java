package org.silobridge.connector.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatermarkTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Watermark watermark = new Watermark(Duration.ofSeconds(10));

    @Test
    void knowsNothingAtFirst() {
        assertThat(watermark.settled(0)).isNull();
        watermark.see("8", 0);
        assertThat(watermark.settled(9 * SECOND)).isNull();
    }

    @Test
    void settlesWhatWasSeenOneLagAgo() {
        watermark.see("8", 0);
        watermark.see("9", 4 * SECOND);

        assertThat(watermark.settled(10 * SECOND)).isEqualTo("8");
        assertThat(watermark.settled(13 * SECOND)).isEqualTo("8");
        assertThat(watermark.settled(14 * SECOND)).isEqualTo("9");
    }

    @Test
    void doesNotStartAnewBecauseTheSameIsSeenAgain() {
        watermark.see("8", 0);
        watermark.see("8", 9 * SECOND);

        assertThat(watermark.settled(10 * SECOND)).isEqualTo("8");
        watermark.see("8", 11 * SECOND);
        assertThat(watermark.settled(12 * SECOND)).isEqualTo("8");
    }

    @Test
    void settlesAtOnceWithoutALag() {
        var none = new Watermark(Duration.ZERO);
        none.see("8", 5);

        assertThat(none.settled(5)).isEqualTo("8");
    }
}
