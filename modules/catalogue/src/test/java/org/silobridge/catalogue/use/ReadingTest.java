package org.silobridge.catalogue.use;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.silobridge.catalogue.kafka.KafkaOffsets.Partition;

class ReadingTest {
    /** Partition 0 has lost its first ten offsets. */
    private static final List<Partition> TOPIC = List.of(new Partition(10, 110, null), new Partition(0, 50, null));

    @Test
    void countsFromTheBeginningOfThePartitionWhereAGroupIsNew() {
        var reading = Reading.of(TOPIC, Map.of(), Map.of("a", Map.of(0, 30L)));

        assertThat(reading.moved()).isEqualTo(20);
        assertThat(reading.isRead()).isTrue();
        assertThat(reading.behind()).isEqualTo(80 + 50);
    }

    @Test
    void countsByHowMuchEachPlaceWentForward() {
        var reading = Reading.of(
                TOPIC,
                Map.of("a", Map.of(0, 30L, 1, 5L), "b", Map.of(0, 20L)),
                Map.of("a", Map.of(0, 40L, 1, 5L), "b", Map.of(0, 110L, 1, 50L)));

        assertThat(reading.moved()).isEqualTo(10 + 90 + 50);
        assertThat(reading.behind()).as("of the one that got furthest").isZero();
    }

    @Test
    void takesAPlaceThatWasSetBackForUseAndCountsNothing() {
        var reading = Reading.of(TOPIC, Map.of("a", Map.of(0, 90L)), Map.of("a", Map.of(0, 10L)));

        assertThat(reading.isRead()).isTrue();
        assertThat(reading.moved()).isZero();
        assertThat(reading.places()).isEqualTo(Map.of("a", Map.of(0, 10L)));
    }

    @Test
    void seesNoReadingWhereNothingMovedOrAGroupOnlyStandsAtTheBeginning() {
        assertThat(Reading.of(TOPIC, Map.of("a", Map.of(0, 30L)), Map.of("a", Map.of(0, 30L)))
                        .isRead())
                .isFalse();
        assertThat(Reading.of(TOPIC, Map.of(), Map.of("a", Map.of(0, 10L))).isRead())
                .isFalse();
    }

    @Test
    void keepsWhereAGroupWasSeenLastThatKafkaHasForgotten() {
        var before = Map.of("a", Map.of(0, 30L));

        var reading = Reading.of(TOPIC, before, Map.of());

        assertThat(reading.places()).isEqualTo(before);
        assertThat(reading.isRead()).isFalse();
        assertThat(reading.behind()).isEqualTo(80 + 50);
    }
}
