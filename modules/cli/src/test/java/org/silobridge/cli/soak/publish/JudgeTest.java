package org.silobridge.cli.soak.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.silobridge.connector.position.Counts;

/** What is right passes; every way of being wrong, made from what is right by one change, does not. */
class JudgeTest {
    /** What a reader finds: of the topic with a partition, in quarantine with none. */
    private record Found(int partition, String key, String id) {
        static Found published(int partition, String key, String id) {
            return new Found(partition, key, id);
        }

        static Found deleted(int partition, String key) {
            return new Found(partition, key, "");
        }

        static Found quarantined(String id) {
            return new Found(-1, "", id);
        }
    }

    private static final List<Row> GIVEN = List.of(
            Row.of("a1", "a", "table", Row.Fate.PUBLISHED),
            Row.of("b1", "b", "table", Row.Fate.PUBLISHED),
            Row.of("a2", "a", "table", Row.Fate.PUBLISHED),
            Row.of("a3", "a", "table", Row.Fate.QUARANTINED),
            Row.deletion("a", 1, "table"),
            Row.of("a4", "a", "table", Row.Fate.EITHER),
            Row.deletion("a", 2, "table"));

    private static List<Found> right() {
        return new ArrayList<>(List.of(
                Found.published(0, "a", "a1"),
                Found.published(1, "b", "b1"),
                Found.published(0, "a", "a2"),
                Found.quarantined("a3"),
                Found.deleted(0, "a"),
                Found.published(0, "a", "a4"),
                Found.deleted(0, "a")));
    }

    private static final Map<String, Counts> TOLD = Map.of("table", new Counts(6, 1, Map.of("range", 1L)));

    private static List<String> judged(
            Judge.Order order, List<Row> given, List<Found> found, Map<String, Counts> told) {
        var judge = new Judge("feed", order, given);
        for (var one : found) {
            if (one.partition() < 0) {
                judge.quarantined(one.id(), Set.of("range"));
            } else {
                judge.published(
                        one.partition(), one.key(), Optional.of(one.id()).filter(id -> !id.isEmpty()));
            }
        }
        judge.positions(told);
        return judge.violations();
    }

    private static List<String> judged(List<Found> found) {
        return judged(Judge.Order.PARTITION, GIVEN, found, TOLD);
    }

    @Test
    void findsNothingWrongWithWhatIsRight() {
        assertThat(judged(right())).isEmpty();
        assertThat(judged(Judge.Order.KEY, GIVEN, right(), TOLD)).isEmpty();
    }

    @Test
    void noticesEachRecordThatIsLost() {
        for (int i = 0; i < right().size(); i++) {
            var found = right();
            var lost = found.remove(i);

            assertThat(judged(found)).as("without %s", lost).anyMatch(text -> text.startsWith("feed: lost: "));
        }
    }

    @Test
    void noticesEachRecordThatIsThereTwice() {
        for (int i = 0; i < right().size(); i++) {
            var found = right();
            found.add(i, found.get(i));

            assertThat(judged(found))
                    .as("twice %s", found.get(i))
                    .anyMatch(text -> text.contains(": 2 times: ") || text.contains("published and of no row"));
        }
    }

    @Test
    void noticesTwoRecordsOfAKeyThatChangedPlaces() {
        for (var order : Judge.Order.values()) {
            var found = right();
            var first = found.remove(0);
            found.add(1, first);
            assertThat(judged(order, GIVEN, found, TOLD))
                    .as("b1 and a1, of two partitions")
                    .isEmpty();

            found.remove(first);
            found.add(2, first);
            assertThat(judged(order, GIVEN, found, TOLD))
                    .containsExactly("feed: out of order: a1 stands in partition 0 behind a2");
        }
    }

    @Test
    void noticesADeletionAheadOfWhatItDeletes() {
        var found = right();
        found.add(5, found.remove(6));

        assertThat(judged(found)).containsExactly("feed: out of order: a4 stands in partition 0 behind a, deletion 2");
    }

    @Test
    void noticesOrderAcrossKeysOnlyWhereThePartitionHasIt() {
        var given =
                List.of(Row.of("a1", "a", "file", Row.Fate.PUBLISHED), Row.of("b1", "b", "file", Row.Fate.PUBLISHED));
        var found = List.of(Found.published(0, "b", "b1"), Found.published(0, "a", "a1"));
        var told = Map.of("file", new Counts(2, 0, Map.of()));

        assertThat(judged(Judge.Order.KEY, given, found, told)).isEmpty();
        assertThat(judged(Judge.Order.PARTITION, given, found, told)).hasSize(1);
    }

    @Test
    void noticesWhatIsInTheWrongPlaceOrUnderTheWrongKeyOrOfNoRow() {
        var published = right();
        published.set(3, Found.published(0, "a", "a3"));
        var quarantined = right();
        quarantined.set(2, Found.quarantined("a2"));
        var wrongKey = right();
        wrongKey.set(1, Found.published(1, "c", "b1"));
        var unknown = right();
        unknown.add(Found.published(1, "b", "b9"));

        assertThat(judged(published)).contains("feed: published, though to be QUARANTINED: a3");
        assertThat(judged(quarantined)).contains("feed: in quarantine, though to be PUBLISHED: a2");
        assertThat(judged(wrongKey)).containsExactly("feed: b1 was published with the key c, not b");
        assertThat(judged(unknown)).contains("feed: published and of no row: b9");
    }

    @Test
    void noticesCountsThatAreNotThoseOfTheTopics() {
        for (var wrong : List.of(
                new Counts(5, 1, Map.of("range", 1L)),
                new Counts(6, 2, Map.of("range", 1L)),
                new Counts(6, 1, Map.of("pattern", 1L)))) {
            assertThat(judged(Judge.Order.PARTITION, GIVEN, right(), Map.of("table", wrong)))
                    .hasSize(1);
        }
        assertThat(judged(Judge.Order.PARTITION, GIVEN, right(), Map.of())).hasSize(1);
    }

    @Test
    void excusesWhatALaterRowReplacedAndNeverTheLast() {
        var given = GIVEN.stream().map(Row::asPassable).toList();

        assertThat(judged(Judge.Order.KEY, given, List.of(), Map.of())).containsExactly("feed: lost: b1");
        assertThat(judged(
                        Judge.Order.KEY,
                        given.subList(0, 3),
                        List.of(Found.published(1, "b", "b1"), Found.published(0, "a", "a1")),
                        Map.of("table", new Counts(2, 0, Map.of()))))
                .containsExactly("feed: lost: a2");
    }

    /** A row that was read before it was deleted does not go by itself. */
    @Test
    void excusesADeletionOnlyWhereNothingOfItsKeyWasSeen() {
        var given = List.of(
                Row.of("a1", "a", "table", Row.Fate.PUBLISHED).asPassable(),
                Row.of("a2", "a", "table", Row.Fate.QUARANTINED).asPassable(),
                Row.deletion("a", 1, "table").asPassable());
        var seen = List.of(Found.published(0, "a", "a1"));
        var told = Map.of("table", new Counts(1, 0, Map.of()));

        assertThat(judged(Judge.Order.KEY, given, List.of(), Map.of())).isEmpty();
        assertThat(judged(Judge.Order.KEY, given, seen, told)).containsExactly("feed: lost: a, deletion 1");
    }

    @Test
    void refusesRowsThatCannotBeToldApart() {
        assertThatThrownBy(() -> new Judge("feed", Judge.Order.KEY, List.of(GIVEN.get(0), GIVEN.get(0))))
                .hasMessageContaining("a1");
    }
}
