package org.silobridge.connector.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.connector.source.SnapshotSettings.BadKeys;
import org.silobridge.model.RefusedException;

/** What snapshots make of what is published. */
class SnapshotDiffTest {
    @TempDir
    private Path directory;

    private SnapshotFeed feed;

    @BeforeEach
    void begin() {
        feed = new SnapshotFeed(directory, false);
    }

    private static String reason(Throwable refused) {
        return ((RefusedException) refused).refusal().reason().code();
    }

    @Test
    void publishesWhatChangedAndRemovesWhatVanished() {
        feed.write("1.csv", List.of("a,one,", "b,two,", "c,three,"));
        feed.run();
        feed.write("2.csv", List.of("d,four,", "a,one,", "b,TWO,"));
        feed.run();

        assertThat(feed.state()).isEqualTo(Map.of("a", "one", "b", "TWO", "d", "four"));
        assertThat(feed.topic.records).hasSize(3 + 3);
        assertThat(feed.unchanged).isEqualTo(1);
    }

    @Test
    void takesAFileThatIsWrittenAnewForTheNextSnapshotAndReadsNoneTwice() throws IOException {
        feed.write("export.csv", List.of("a,one,", "b,two,"));
        feed.run();
        feed.run();
        assertThat(feed.unchanged).isZero();

        feed.write("export.csv", List.of("a,one and more,"));
        feed.run();

        assertThat(feed.state()).isEqualTo(Map.of("a", "one and more"));
    }

    @Test
    void readsTheTopicOnceUnlessWhatItKnewIsLost() throws IOException {
        feed.write("1.csv", List.of("a,one,", "b,two,"));
        feed.run();
        int read = feed.topic.read;
        feed.wait(Duration.ofDays(1));
        feed.write("2.csv", List.of("a,one,", "b,TWO,"));
        feed.run();
        assertThat(feed.topic.read).isEqualTo(read + 1);

        SnapshotFeed.delete(feed.cache());
        feed.write("3.csv", List.of("a,one,", "b,TWO,", "c,three,"));
        feed.run();

        assertThat(feed.redundant()).isZero();
        assertThat(feed.state()).isEqualTo(Map.of("a", "one", "b", "TWO", "c", "three"));
    }

    @Test
    void readsBackMoreThanItWritesTogether() throws IOException {
        var lines = IntStream.range(0, 12_000).mapToObj(i -> "k" + i + ",note,").toList();
        feed.write("1.csv", lines);
        feed.run(Integer.MAX_VALUE, 1_000);
        SnapshotFeed.delete(feed.cache().resolve("tables"));
        feed.write("2.csv", lines.subList(7, 12_000));
        feed.run(Integer.MAX_VALUE, 1_000);

        assertThat(feed.state()).hasSize(11_993).doesNotContainKeys("k0", "k6");
        assertThat(feed.topic.records).hasSize(12_007);
        assertThat(feed.redundant()).isZero();
    }

    @Test
    void readsTheTopicAgainWhereItMayHaveForgottenWhatWasRemoved() {
        feed.write("1.csv", List.of("a,one,", "b,two,"));
        feed.run();
        // Meanwhile, from elsewhere: a is removed, and compaction has taken away that it was.
        feed.topic.records.clear();
        var others = new SnapshotFeed(directory, false);
        others.write("1.csv", List.of("b,two,", "c,three,", "d,four,"));
        feed.topic.records.addAll(published(List.of("b,two,", "c,three,", "d,four,")));
        feed.wait(Duration.ofHours(13));
        feed.write("2.csv", List.of("a,one,", "b,two,"));
        feed.run();

        assertThat(feed.state()).isEqualTo(Map.of("a", "one", "b", "two"));
    }

    @Test
    void knowsATopicThatWasMadeAnew() {
        feed.write("1.csv", List.of("a,one,"));
        feed.run();
        feed.topic.records.clear();
        feed.topic.records.addAll(published(List.of("z,zero,")));
        feed.topic.id = "second";
        feed.write("2.csv", List.of("a,one,"));
        feed.run();

        assertThat(feed.state()).isEqualTo(Map.of("a", "one"));
    }

    private List<SnapshotFeed.Sent> published(List<String> lines) {
        try {
            var other = new SnapshotFeed(Files.createTempDirectory(directory, "other"), false);
            other.write("1.csv", lines);
            other.run();
            return other.topic.records;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void startsAnewWithWhatItCannotRead() throws IOException {
        feed.write("1.csv", List.of("a,one,", "b,two,"));
        feed.run();
        try (var files = Files.walk(feed.cache().resolve("tables"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(file, "no table");
            }
        }
        feed.write("2.csv", List.of("a,one,"));
        feed.run();

        assertThat(feed.state()).isEqualTo(Map.of("a", "one"));
        assertThat(feed.redundant()).isZero();
    }

    @Test
    void refusesASnapshotThatShrinksTooMuchAndPublishesNothingOfIt() {
        feed.maxShrink = 0.25;
        feed.write("1.csv", List.of("a,one,", "b,two,", "c,three,", "d,four,"));
        feed.run();
        feed.write("2.csv", List.of("a,ONE,", "b,two,"));

        assertThatThrownBy(feed::run).satisfies(refused -> {
            assertThat(reason(refused)).isEqualTo("connector.snapshot.shrinks");
            var parameters = ((RefusedException) refused).refusal().reason().parameters();
            assertThat(parameters)
                    .containsEntry("published", "4")
                    .containsEntry("missing", "2")
                    .containsEntry("share", "50.00%")
                    .containsEntry("max", "25.00%");
            feed.confirmed = List.of(String.valueOf(parameters.get("digest")));
        });
        assertThat(feed.topic.records).hasSize(4);

        feed.run();

        assertThat(feed.state()).isEqualTo(Map.of("a", "ONE", "b", "two"));
    }

    @Test
    void setsASnapshotThatShrinksTooMuchAsideAndGoesOn() {
        feed.maxShrink = 0.25;
        feed.setAside = true;
        feed.write("1.csv", List.of("a,one,", "b,two,"));
        feed.write("2.csv", List.of("a,ONE,"));
        feed.write("3.csv", List.of("a,one,", "b,TWO,"));
        feed.run();
        feed.run();

        assertThat(feed.state()).isEqualTo(Map.of("a", "one", "b", "TWO"));
        assertThat(feed.broken).containsExactly("2.csv connector.snapshot.shrinks");
    }

    @Test
    void refusesASnapshotThatComesLate() {
        feed.write("2.csv", List.of("a,new,"));
        feed.run();
        feed.write("1.csv", List.of("a,old,"));

        assertThatThrownBy(feed::run)
                .satisfies(refused -> assertThat(reason(refused)).isEqualTo("connector.snapshot.late"));
        assertThat(feed.state()).isEqualTo(Map.of("a", "new"));
    }

    @Test
    void refusesASnapshotThatComesWhenOneBehindItIsPublishedInPart() throws IOException {
        feed.write("1.csv", List.of("a,one,", "b,one,", "c,one,"));
        feed.run();
        feed.write("3.csv", List.of("a,three,", "b,three,", "c,three,"));
        feed.run(3 + 2, 1); // all are looked at, two published
        feed.write("2.csv", List.of("a,two,", "b,two,"));

        assertThatThrownBy(feed::run)
                .satisfies(refused -> assertThat(reason(refused)).isEqualTo("connector.snapshot.late"));

        Files.delete(directory.resolve("2.csv"));
        feed.run();
        assertThat(feed.state()).isEqualTo(Map.of("a", "three", "b", "three", "c", "three"));
    }

    @Test
    void takesASnapshotThatComesWhenOneBehindItWasSetAsideAndNothingOfItPublished() {
        feed.setAside = true;
        feed.maxShrink = 0.5;
        feed.write("1.csv", List.of("a,one,", "b,one,", "c,one,"));
        feed.run();
        feed.write("3.csv", List.of("a,three,"));
        feed.run();
        feed.write("2.csv", List.of("a,two,", "b,two,", "c,two,"));
        feed.run();

        assertThat(feed.broken).containsExactly("3.csv connector.snapshot.shrinks");
        assertThat(feed.state()).isEqualTo(Map.of("a", "two", "b", "two", "c", "two"));
    }

    @Test
    void refusesASnapshotThatIsWrittenAnewAfterOneBehindItWasTaken() {
        feed.write("1-mon.csv", List.of("a,old,"));
        feed.write("2-tue.csv", List.of("a,new,"));
        feed.run();
        feed.write("1-mon.csv", List.of("a,newest,"));

        assertThatThrownBy(feed::run)
                .satisfies(refused -> assertThat(reason(refused)).isEqualTo("connector.snapshot.late"));
    }

    @Test
    void forgetsSnapshotsThatWereMovedAwayForLongButNeverTheLastTaken() throws IOException {
        for (var name : List.of("1.csv", "2.csv", "3.csv")) {
            feed.write(name, List.of("a," + name + ","));
            feed.run();
        }
        Files.delete(directory.resolve("1.csv"));
        Files.delete(directory.resolve("3.csv"));
        feed.run();
        feed.wait(Duration.ofDays(31));
        feed.run();

        assertThat(feed.positions).containsOnlyKeys("2.csv", "3.csv");
        feed.write("2.csv", List.of("a,old,"));
        assertThatThrownBy(feed::run)
                .satisfies(refused -> assertThat(reason(refused)).isEqualTo("connector.snapshot.late"));
    }

    @Test
    void passesOverASnapshotThatWasTakenAndOnlyTouched() {
        feed.write("1.csv", List.of("a,old,"));
        feed.write("2.csv", List.of("a,new,"));
        feed.run();
        feed.write("1.csv", List.of("a,old,"));
        feed.run();

        assertThat(feed.state()).isEqualTo(Map.of("a", "new"));
    }

    @Test
    void saysWhyWhereTheTableCannotBeMadeAgain() {
        feed.write("1.csv", List.of("a,one,"));
        feed.run();
        feed.write("2.csv", List.of("a,one,"));
        feed.onRow = row -> {
            try {
                feed.topic.id = "second";
                Files.move(feed.cache().resolve("tables"), feed.cache().resolve("away"));
                Files.createFile(feed.cache().resolve("tables"));
                feed.onRow = again -> {};
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };

        assertThatThrownBy(feed::run)
                .satisfies(refused -> assertThat(reason(refused)).isEqualTo("connector.snapshot.cache"));
    }

    @Test
    void takesAFileOfADropFolderAgainThatWasWrittenWhileItWasRead() {
        feed.watch = true;
        feed.setAside = true;
        feed.write("1.csv", List.of("a,one,", "b,two,", "c,three,"));
        feed.run();
        feed.write("2.csv", List.of("a,ONE,"));
        var rest = new AtomicBoolean(true);
        feed.onRow = row -> {
            if (row.line() == 2 && rest.getAndSet(false)) {
                feed.write("2.csv", List.of("a,ONE,", "b,two,"));
            }
        };
        feed.run();

        assertThat(feed.state()).isEqualTo(Map.of("a", "ONE", "b", "two"));
        assertThat(feed.redundant()).isZero();
        assertThat(feed.broken).isEmpty();
    }

    @Test
    void removesNothingForAFileThatWasWrittenWhileItWasRead() {
        feed.write("1.csv", List.of("a,one,", "b,two,"));
        feed.run();
        feed.write("2.csv", List.of("a,one,"));
        feed.onRow = row -> feed.write("2.csv", List.of("a,one,", "c,three,"));

        assertThatThrownBy(feed::run)
                .satisfies(refused -> assertThat(reason(refused)).isEqualTo("connector.snapshot.changed-meanwhile"));
        assertThat(feed.state()).isEqualTo(Map.of("a", "one", "b", "two"));
    }

    @Test
    void takesAFileThatWasWrittenWhileItWasReadAtTheNextStartAlsoWhereBrokenFilesAreSetAside() {
        feed.setAside = true;
        feed.write("1.csv", List.of("a,one,", "b,two,"));
        feed.run();
        feed.write("2.csv", List.of("a,one,"));
        feed.onRow = row -> feed.write("2.csv", List.of("a,one,", "c,three,"));

        assertThatThrownBy(feed::run)
                .satisfies(refused -> assertThat(reason(refused)).isEqualTo("connector.snapshot.changed-meanwhile"));
        feed.onRow = row -> {};
        feed.run();

        assertThat(feed.state()).isEqualTo(Map.of("a", "one", "c", "three"));
        assertThat(feed.broken).isEmpty();
    }

    @Test
    void leavesWhatABadRowStandsFor() {
        feed.write("1.csv", List.of("a,one,", "b,two,", "c,three,"));
        feed.run();
        feed.write("2.csv", List.of("a,one,", "b,TWO,many"));
        feed.run();

        assertThat(feed.state()).isEqualTo(Map.of("a", "one", "b", "two"));
        assertThat(feed.quarantined).containsExactly("2.csv:3");
    }

    @Test
    void removesNothingWhileARowHasNoKeyUnlessToldTo() {
        feed.write("1.csv", List.of("a,one,", "b,two,", "c,three,"));
        feed.run();
        feed.write("2.csv", List.of("a,ONE,", ",two,"));
        feed.run();
        assertThat(feed.state()).isEqualTo(Map.of("a", "ONE", "b", "two", "c", "three"));
        assertThat(feed.held).isEqualTo(2);

        feed.badKeys = BadKeys.REMOVE;
        feed.write("3.csv", List.of("a,ONE,", ",two,"));
        feed.run();

        assertThat(feed.state()).isEqualTo(Map.of("a", "ONE"));
    }

    @Test
    void takesAKeyThatStandsTwiceForAFaultWhereTheContractDoes() {
        var once = new SnapshotFeed(directory, true);
        once.write("1.csv", List.of("a,one,", "b,two,", "a,three,"));
        once.run();
        once.write("2.csv", List.of("a,one,", "b,two,", "a,three,"));
        once.run();

        assertThat(once.state()).isEqualTo(Map.of("a", "one", "b", "two"));
        assertThat(once.quarantined).containsExactly("1.csv:4", "2.csv:4");
        assertThat(once.unchanged).isEqualTo(2);
    }

    @Test
    void beginsAFileAnewWhenWhatDecidesAboutRowsHasChanged() {
        feed.write("1.csv", List.of("a,one,", "b,two,", "c,three,", "d,four,"));
        feed.run(3, 1);
        feed.reader = "another mapping";
        feed.run();

        assertThat(feed.state()).hasSize(4);
        assertThat(feed.redundant()).isZero();
        assertThat(feed.unchanged).isEqualTo(3);
    }

    /** Snapshots of few keys, so that rows meet again; kills at any row; and what a kill may leave on the disk. */
    @Property(tries = 10, shrinking = ShrinkingMode.OFF)
    void howeverOftenItIsKilledItPublishesWhatChangedOnce(@ForAll Random random, @ForAll boolean keysOnce)
            throws IOException {
        var place = Files.createTempDirectory("snapshots");
        try {
            var killed = new SnapshotFeed(place, keysOnce);
            var wanted = new TreeMap<String, String>();
            var other = place.resolve("other-cache");
            for (int snapshot = 1; snapshot <= 4; snapshot++) {
                killed.write("s" + snapshot + ".csv", snapshot(random, wanted, keysOnce));
                for (int kills = random.nextInt(4); kills > 0; kills--) {
                    if (random.nextBoolean()) {
                        killed.copyCache(other);
                    }
                    killed.run(random.nextInt(40), 1 + random.nextInt(5));
                    switch (random.nextInt(3)) {
                        case 0 -> killed.restoreCache(other);
                        case 1 -> SnapshotFeed.delete(killed.cache().resolve("tables"));
                        default -> {}
                    }
                }
                if (random.nextInt(4) > 0) {
                    killed.run(Integer.MAX_VALUE, 1 + random.nextInt(5));
                    assertThat(killed.state()).isEqualTo(wanted);
                }
            }
            killed.run();

            assertThat(killed.state()).isEqualTo(wanted);
            assertThat(killed.redundant()).isZero();
            assertThat(new HashSet<>(killed.quarantined)).hasSameSizeAs(killed.quarantined);
        } finally {
            SnapshotFeed.delete(place);
        }
    }

    /** Lines of a snapshot; {@code wanted} becomes what has to be published then. */
    private static List<String> snapshot(Random random, Map<String, String> wanted, boolean keysOnce) {
        var lines = new ArrayList<String>();
        var next = new TreeMap<String, String>();
        for (int i = 0; i < 12; i++) {
            var id = "k" + i;
            var before = wanted.get(id);
            switch (random.nextInt(6)) {
                case 0 -> {} // not there
                case 1 -> {
                    lines.add(id + ",bad,many");
                    if (before != null) {
                        next.put(id, before);
                    }
                }
                case 2 -> {
                    var note = "n" + random.nextInt(3);
                    lines.add(id + "," + note + ",1");
                    next.put(id, note);
                }
                default -> {
                    var note = before == null ? "n0" : before;
                    lines.add(id + "," + note + ",1");
                    next.put(id, note);
                }
            }
        }
        Collections.shuffle(lines, random);
        if (keysOnce && !lines.isEmpty()) {
            // Repeats a key: where the first row is good this one is a fault.
            var first = lines.get(0);
            if (!first.endsWith("many")) {
                lines.add(first);
            }
        }
        if (random.nextInt(5) == 0) {
            lines.add(random.nextInt(lines.size() + 1), ",no key,1");
            wanted.forEach(next::putIfAbsent);
        }
        wanted.clear();
        wanted.putAll(next);
        return lines;
    }
}
