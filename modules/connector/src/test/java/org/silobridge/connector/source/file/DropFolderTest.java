package org.silobridge.connector.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.connector.source.Rows;
import org.silobridge.connector.source.SnapshotSettings;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceContext;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.connector.source.csv.CsvSettings;
import org.silobridge.model.Reason;
import org.silobridge.model.Slug;

/** What comes into a watched folder in the course of years. */
class DropFolderTest {
    @TempDir
    private Path directory;

    @TempDir
    private Path work;

    private final Map<String, SourcePosition> positions = new HashMap<>();

    private Source source(Clock clock) {
        return source(new FilesSettings(directory, "*.csv*", true, Duration.ofSeconds(5), true), clock);
    }

    private Source source(FilesSettings files, Clock clock) {
        return new CsvSettings(files, StandardCharsets.UTF_8, ',', true, 100)
                .source(new SourceContext(new Slug("under-test"), work, clock));
    }

    private static Clock later() {
        return Clock.fixed(Instant.parse("2100-01-01T00:00:00Z"), ZoneOffset.UTC);
    }

    private void file(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private List<String> read(Rows rows) {
        var told = new ArrayList<String>();
        for (var row = rows.next(); row != null; row = rows.next()) {
            if (!row.done()) {
                told.add(row.part() + ":" + row.line() + " "
                        + (row.fault().isPresent() ? row.fault().get().code() : row.text(0)));
            }
        }
        commit(rows.advance());
        return told;
    }

    private void commit(List<SourcePosition> reached) {
        for (var position : reached) {
            if (position.forgets()) {
                positions.remove(position.part());
            } else {
                positions.put(position.part(), position);
            }
        }
    }

    /** From a new start, what is there. */
    private List<String> read() {
        return readAfter(Duration.ZERO);
    }

    private List<String> readAfter(Duration time) {
        try (var rows = source(Clock.offset(later(), time)).open(List.of("x"), positions)) {
            return read(rows);
        }
    }

    @Test
    void mayBeEmptyAtFirst() {
        assertThat(source(later()).check(List.of("x"))).isEmpty();
        assertThat(read()).isEmpty();
    }

    @Test
    void takesFilesThatAreRenamedIntoPlaceWhileItReads() throws IOException {
        file("a.csv", "x\n1\n");
        try (var rows = source(later()).open(List.of("x"), positions)) {
            assertThat(read(rows)).containsExactly("a.csv:2 1");

            file(".b.csv", "x\n2\n");
            file("c.csv.part", "x\n");
            Files.move(directory.resolve(".b.csv"), directory.resolve("b.csv"), StandardCopyOption.ATOMIC_MOVE);

            var told = new ArrayList<String>();
            Awaitility.await().until(() -> {
                told.addAll(read(rows));
                return !told.isEmpty();
            });
            assertThat(told).containsExactly("b.csv:2 2");
            assertThat(rows.ended()).isFalse();
        }
    }

    @Test
    void leavesAFileThatIsBeingWrittenUntilItIsQuiet() throws IOException {
        file("a.csv", "x\n1\n");
        var written = Files.getLastModifiedTime(directory.resolve("a.csv")).toInstant();

        for (var after : List.of(Duration.ofSeconds(4), Duration.ofSeconds(6))) {
            var clock = Clock.fixed(written.plus(after), ZoneOffset.UTC);
            try (var rows = source(clock).open(List.of("x"), positions)) {
                assertThat(read(rows)).hasSize(after.toSeconds() == 4 ? 0 : 1);
            }
        }
    }

    @Test
    void setsAFileAsideThatCannotBeReadAndGoesOn() throws IOException {
        file("a.csv", "y\n1\n");
        file("b.csv.gz", "no gzip");
        file("c.csv", "x\n3\n");

        assertThat(read())
                .containsExactly(
                        "a.csv:0 connector.source.no-column-near",
                        "b.csv.gz:0 connector.source.gzip-broken",
                        "c.csv:2 3");
        assertThat(read()).isEmpty();
    }

    @Test
    void readsAFileThatWasSetAsideOnceItIsMended() throws IOException {
        file("a.csv", "y\n1\n");
        read();

        file("a.csv", "x\n1\n");

        assertThat(read()).containsExactly("a.csv:2 1");
        assertThat(read()).isEmpty();
    }

    @Test
    void readsAFileThatWasSetAsideOnceTheConfigurationIsMended() throws IOException {
        file("a.csv", "y\n1\n");
        read();

        try (var rows = source(later()).open(List.of("y"), positions)) {
            assertThat(read(rows)).containsExactly("a.csv:2 1");
        }
    }

    /** Rows of noise, packed: more than is looked at of a file before it is read. */
    private static byte[] zipped(int rows) throws IOException {
        var random = new Random(1);
        var text = new StringBuilder("x\n");
        for (int i = 0; i < rows; i++) {
            var noise = new byte[60];
            random.nextBytes(noise);
            text.append("值").append(Base64.getEncoder().encodeToString(noise)).append('\n');
        }
        var zipped = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(zipped)) {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        return zipped.toByteArray();
    }

    private static byte[] cutOff(byte[] whole) {
        return Arrays.copyOf(whole, whole.length / 2);
    }

    private void replace(Path file, byte[] bytes) throws IOException {
        var beside = Files.write(directory.resolve(".new"), bytes);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What it tells until {@code count} rows have come. */
    private List<String> await(Rows rows, int count) {
        var told = new ArrayList<String>();
        Awaitility.await().until(() -> {
            told.addAll(read(rows));
            return told.size() >= count;
        });
        return told;
    }

    @Test
    void readsWhatABrokenFileIsReplacedByWhileItIsRead() throws IOException {
        var whole = zipped(10_000);
        var file = Files.write(directory.resolve("a.csv.gz"), cutOff(whole));
        try (var rows = source(later()).open(List.of("x"), positions)) {
            assertThat(rows.next()).isNotNull();
            replace(file, whole);

            assertThat(await(rows, 9_999))
                    .hasSize(9_999)
                    .doesNotHaveDuplicates()
                    .allMatch(row -> !row.contains(":0 "));
        }
        assertThat(read()).isEmpty();
    }

    @Test
    void readsWhatABrokenFileIsReplacedByAlsoWhereNoFolderIsWatched() throws IOException {
        var whole = zipped(10_000);
        var file = Files.write(directory.resolve("a.csv.gz"), cutOff(whole));
        var once = new FilesSettings(directory, "*.csv*", false, Duration.ZERO, true);
        try (var rows = source(once, later()).open(List.of("x"), positions)) {
            assertThat(rows.next()).isNotNull();
            replace(file, whole);

            assertThat(read(rows)).hasSize(9_999).allMatch(row -> !row.contains(":0 "));
            assertThat(rows.ended()).isTrue();
        }
    }

    @Test
    void setsABrokenFileAsideThatWasAwayForTheMomentInWhichItsFaultShowed() throws IOException {
        var file = Files.write(directory.resolve("a.csv.gz"), cutOff(zipped(10_000)));
        try (var rows = source(later()).open(List.of("x"), positions)) {
            assertThat(rows.next()).isNotNull();
            var away = Files.move(file, work.resolve("a.csv.gz"));
            assertThat(read(rows)).isNotEmpty().allMatch(row -> !row.contains(":0 "));
            Files.move(away, file);

            assertThat(await(rows, 1)).containsExactly("a.csv.gz:0 connector.source.gzip-broken");
        }
    }

    @Test
    void keepsTheRowsOfABrokenFileThatWereCommittedJustBeforeTheFault() throws IOException {
        var whole = zipped(10_000);
        var file = Files.write(directory.resolve("a.csv.gz"), cutOff(whole));
        var published = 0;
        try (var rows = source(later()).open(List.of("x"), positions)) {
            for (var row = rows.next(); row != null; row = rows.next()) {
                published += row.line() == 0 ? 0 : 1;
                commit(rows.advance());
            }
        }

        Files.write(file, whole);

        assertThat(published + read().size()).isEqualTo(10_000);
    }

    @Test
    void looksAgainForASnapshotThatIsTakenAwayBeforeItIsPublished() throws IOException {
        var each = new SnapshotSettings(1, SnapshotSettings.BadKeys.KEEP, List.of());
        var files = new FilesSettings(
                directory, "*.csv", true, Duration.ofSeconds(5), Duration.ofDays(30), true, Optional.of(each));
        file("a.csv", "x\n1\n");
        try (var rows = source(files, later()).openSnapshots(List.of("x"), positions, "reader")) {
            assertThat(Objects.requireNonNull(rows.next()).line()).isEqualTo(2);
            assertThat(Objects.requireNonNull(rows.next()).endsPart()).isTrue();
            Files.delete(directory.resolve("a.csv"));
            rows.accept();
            assertThat(rows.next()).isNull();

            file("a.csv", "x\n1\n2\n");
            Awaitility.await().until(() -> rows.next() != null);
            assertThat(rows.looking()).isTrue();

            rows.next();
            assertThat(Objects.requireNonNull(rows.next()).endsPart()).isTrue();
            file("a.csv", "x\n1\n2\n3\n");
            assertThat(rows.digest()).isPresent();
            assertThat(rows.refuse(Reason.of("connector.snapshot.shrinks"))).isNull();
            Awaitility.await().until(() -> rows.next() != null);
        }
    }

    @Test
    void setsTheRestOfAFileAsideThatBreaksOffAndLaterGoesOnInIt() throws IOException {
        var whole = zipped(10_000);
        var file = directory.resolve("a.csv.gz");
        Files.write(file, cutOff(whole));

        var first = read();
        assertThat(first.get(first.size() - 1)).isEqualTo("a.csv.gz:0 connector.source.gzip-broken");
        assertThat(read()).isEmpty();

        Files.write(file, whole);
        assertThat(first.size() - 1 + read().size()).isEqualTo(10_000);
        assertThat(read()).isEmpty();
    }

    @Test
    void setsAFileAsideThatWasWrittenOverAndKnowsItAgainWhenPutBack() throws IOException {
        file("a.csv", "x\n1\n2\n");
        assertThat(read()).hasSize(2);

        file("a.csv", "x\n7\n8\n9\n");
        assertThat(read()).containsExactly("a.csv:0 connector.source.changed");
        assertThat(read()).isEmpty();

        file("a.csv", "x\n1\n2\n3\n");
        assertThat(read()).containsExactly("a.csv:4 3");
    }

    @Test
    void forgetsFilesThatHaveBeenAwayForAMonth() throws IOException {
        file("a.csv", "x\n1\n");
        file("b.csv", "x\n2\n");
        file("c.csv", "x\n3\n");
        read();
        Files.delete(directory.resolve("a.csv"));
        Files.delete(directory.resolve("b.csv"));

        // Nobody looked for two months: that they are away is found only now.
        readAfter(Duration.ofDays(60));
        assertThat(positions).hasSize(3);
        readAfter(Duration.ofDays(89));
        assertThat(positions).hasSize(3);
        readAfter(Duration.ofDays(90));
        assertThat(positions).containsOnlyKeys("c.csv");

        file("a.csv", "x\n1\n");
        assertThat(readAfter(Duration.ofDays(90))).containsExactly("a.csv:2 1");
    }

    @Test
    void knowsAFileAgainThatComesBackWithinAMonthAndCountsItsNextAbsenceFromItsBeginning() throws IOException {
        file("a.csv", "x\n1\n");
        file("b.csv", "x\n2\n");
        read();
        for (int months = 1; months <= 3; months++) {
            var away = Files.move(directory.resolve("a.csv"), directory.resolve("a.away"));
            assertThat(readAfter(Duration.ofDays(29L * months))).isEmpty();
            Files.move(away, directory.resolve("a.csv"));
            assertThat(readAfter(Duration.ofDays(29L * months))).isEmpty();
        }
        assertThat(positions).hasSize(2).allSatisfy((part, position) -> assertThat(position.state())
                .doesNotContainKey("away"));
    }

    @Test
    void forgetsNothingWhileTheDirectoryIsAwayAndNeverWhereItPublishes() throws IOException {
        Files.createDirectory(directory.resolve("in"));
        var files = new FilesSettings(directory, "in/*.csv", false, Duration.ZERO, true);
        file("in/a.csv", "x\n1\n");
        file("in/b.csv", "x\n2\n");
        try (var rows = source(files, later()).open(List.of("x"), positions)) {
            assertThat(read(rows)).hasSize(2);
        }
        var absences = new Absences(files, later(), List::of);
        Files.move(directory.resolve("in"), directory.resolve("out"));
        assertThat(absences.changed(positions, "")).isEmpty();

        Files.createDirectory(directory.resolve("in"));
        commit(new Absences(files, later(), List::of).changed(positions, ""));
        var muchLater = Clock.offset(later(), Duration.ofDays(1_000));
        commit(new Absences(files, muchLater, List::of).changed(positions, ""));

        assertThat(positions).hasSize(1);
    }

    @Test
    void keepsARowThatIsTooLargeInTheSpool() throws IOException {
        var large = "z".repeat(3_000_000);
        file("a.csv", "x\n1\n" + large + "\n2\n");

        var spooled = spooled(Clock.systemUTC(), true);

        assertThat(spooled).hasSize(1);
        assertThat(Files.readString(work.resolve("spool").resolve(spooled.get(0))))
                .isEqualTo(large);
        try (var files = Files.list(work.resolve("spool"))) {
            assertThat(files).hasSize(1);
        }
    }

    /** The names in the spool of the rows of a new run. */
    private List<String> spooled(Clock clock, boolean commits) {
        var spooled = new ArrayList<String>();
        var once = new FilesSettings(directory, "*.csv", false, Duration.ZERO, true);
        try (var rows = source(once, clock).open(List.of("x"), positions)) {
            var reached = new TreeMap<String, SourcePosition>();
            for (var row = rows.next(); row != null; row = rows.next()) {
                row.spooled().ifPresent(spooled::add);
                // As where a transaction holds many batches: only the last position of a part is told.
                rows.advance().forEach(position -> reached.put(position.part(), position));
            }
            if (commits) {
                commit(List.copyOf(reached.values()));
                rows.committed(List.copyOf(reached.values()));
            }
        }
        return spooled;
    }

    @Test
    void deletesFromTheSpoolWhatIsOldAndCommittedAndNothingElse() throws IOException {
        file("a.csv", "x\n1\n" + "z".repeat(1_000) + "\n2\n");
        file("b.csv", "x\n1\n");
        var spool = work.resolve("spool");
        var row = spooled(Clock.systemUTC(), false).get(0);

        var old = Clock.offset(Clock.systemUTC(), Duration.ofDays(91));
        assertThat(spooled(old, false)).containsExactly(row);
        assertThat(spool.resolve(row)).exists();

        assertThat(spooled(Clock.systemUTC(), true)).containsExactly(row);
        Files.writeString(spool.resolve("notes.txt"), "somebody's own");
        spooled(Clock.offset(Clock.systemUTC(), Duration.ofDays(89)), true);
        assertThat(spool.resolve(row)).exists();

        spooled(old, true);
        assertThat(spool).isDirectoryContaining("glob:**notes.txt").isDirectoryNotContaining("glob:**.row*");
    }

    @Test
    void keepsNothingInTheSpoolWhenItIsOnlyLookedAt() throws IOException {
        file("a.csv", "x\n" + "z".repeat(1_000) + "\n");

        try (var rows = source(later()).preview(List.of("x"))) {
            assertThat(rows.next()).isNotNull();
            assertThat(rows.next()).isNull();
            assertThat(rows.ended()).isTrue();
        }

        assertThat(work).isEmptyDirectory();
    }
}
