package org.silobridge.connector.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeenKeysTest {
    @Test
    void rememberTheLineOfEveryKeyThroughGrowthAndUntilCleared() {
        var seen = new SeenKeys();
        var model = new HashMap<Integer, Long>();
        var random = new Random(7);
        for (long line = 1; line <= 20_000; line++) {
            int key = random.nextInt(15_000);
            long expected = model.getOrDefault(key, 0L);
            model.putIfAbsent(key, line);
            assertThat(seen.first(String.valueOf(key).getBytes(StandardCharsets.UTF_8), line))
                    .isEqualTo(expected);
        }

        seen.clear();

        assertThat(seen.first("1".getBytes(StandardCharsets.UTF_8), 9)).isZero();
        assertThat(seen.first("1".getBytes(StandardCharsets.UTF_8), 10)).isEqualTo(9);
    }
}
