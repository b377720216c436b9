package org.silobridge.connector.source.file;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.connector.source.Rows;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceContext;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.connector.source.csv.CsvSettings;
import org.silobridge.model.Slug;

/** What comes into a watched folder in the course of years. */
class DropFolderTest {
    @TempDir
    private Path directory;

    @TempDir
    private Path work;

    private final Map<String, SourcePosition> positions = new HashMap<>();

    private Source source(Clock clock) {
        var files = new FilesSettings(directory, "*.csv*", true, Duration.ofSeconds(5), true);
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
        rows.advance().forEach(position -> positions.put(position.part(), position));
        return told;
    }

    /** From a new start, what is there. */
    private List<String> read() {
        try (var rows = source(later()).open(List.of("x"), positions)) {
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
            org.awaitility.Awaitility.await().until(() -> {
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

    @Test
    void setsTheRestOfAFileAsideThatBreaksOffAndLaterGoesOnInIt() throws IOException {
        var text = new StringBuilder("x\n");
        for (int i = 0; i < 50_000; i++) {
            text.append(Integer.toString(i * 7919, 36)).append('\n');
        }
        var zipped = new java.io.ByteArrayOutputStream();
        try (var out = new java.util.zip.GZIPOutputStream(zipped)) {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        var whole = zipped.toByteArray();
        var file = directory.resolve("a.csv.gz");
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));

        var first = read();
        assertThat(first.get(first.size() - 1)).isEqualTo("a.csv.gz:0 connector.source.gzip-broken");
        assertThat(read()).isEmpty();

        Files.write(file, whole);
        assertThat(first.size() - 1 + read().size()).isEqualTo(50_000);
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
    void keepsARowThatIsTooLargeInTheSpool() throws IOException {
        var large = "z".repeat(3_000_000);
        file("a.csv", "x\n1\n" + large + "\n2\n");

        var spooled = new ArrayList<String>();
        try (var rows = source(later()).open(List.of("x"), positions)) {
            for (var row = rows.next(); row != null; row = rows.next()) {
                row.spooled().ifPresent(spooled::add);
            }
        }

        assertThat(spooled).hasSize(1);
        assertThat(Files.readString(work.resolve("spool").resolve(spooled.get(0))))
                .isEqualTo(large);
        try (var files = Files.list(work.resolve("spool"))) {
            assertThat(files).hasSize(1);
        }
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
