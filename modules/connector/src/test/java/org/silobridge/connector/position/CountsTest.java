package org.silobridge.connector.position;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keys that snapshots remove or hold are counted, though they are no rows. */
class CountsTest {
    private static final Counts ROWS = new Counts(3, 1, Map.of("contract.rule.range", 1L), 0, Map.of(), 5, 0, 0);
    private static final Counts KEYS = new Counts(0, 0, Map.of(), 0, Map.of(), 0, 7, 2);

    @Test
    void readsWhatIsPublishedQuarantinedOrUnchanged() {
        assertThat(ROWS.read()).isEqualTo(9);
        assertThat(KEYS.read()).isZero();
    }

    @Test
    void addsAndTakesAwayKeysAlsoWhereThereAreNoRows() {
        var both = new Counts(3, 1, Map.of("contract.rule.range", 1L), 0, Map.of(), 5, 7, 2);

        assertThat(ROWS.plus(KEYS)).isEqualTo(both);
        assertThat(KEYS.plus(ROWS)).isEqualTo(both);
        assertThat(both.minus(ROWS)).isEqualTo(KEYS);
    }
}
