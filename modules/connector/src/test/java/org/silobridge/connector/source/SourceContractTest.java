package org.silobridge.connector.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.connector.position.Counts;
import org.silobridge.connector.position.PositionRecord;
import org.silobridge.connector.position.PublishedTo;
import org.silobridge.model.DatasetId;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Slug;

/**
 * What every source promises. A test of a source extends it and says how rows come to its origin, which is empty at
 * first.
 */
public abstract class SourceContractTest {
    /** How long a source may take to see what is at its origin, before a test takes it for not there. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    protected java.nio.file.Path workDirectory;

    /** A row with an {@code id} and a {@code text}, in {@link #columns}. */
    protected record Told(String id, String text, boolean deletes) {
        public Told(String id, String text) {
            this(id, text, false);
        }
    }

    /** What the source calls the columns {@code id} and {@code text}. */
    protected List<String> columns() {
        return List.of("id", "text");
    }

    /** The source, as configured anew; the origin stays. */
    protected abstract Source source() throws Exception;

    /** Puts rows to the origin, behind those that are there. Files: into the same file, or a further one by name. */
    protected abstract void offer(List<Told> rows) throws Exception;

    /** Changes the first row that was ever offered, where it stands. */
    protected abstract void alterFirst() throws Exception;

    /** Whether the source can know that what it gave has changed since. One that cannot has to say so in the guide. */
    protected boolean noticesWhatChanged() {
        return true;
    }

    /** Whether {@link Source#check} can know the columns before there are rows. */
    protected boolean knowsItsColumns() {
        return true;
    }

    protected SourceContext context() {
        return new SourceContext(new Slug("under-test"), workDirectory, Clock.systemUTC());
    }

    protected static List<Told> rows(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(i -> new Told("k" + i, i % 5 == 0 ? "" : "文本 " + i + (i % 3 == 0 ? ", \"quoted\"" : "")))
                .toList();
    }

    /** Reads {@code count} rows that are not done, or to where there is nothing more; then commits. */
    private static List<Told> read(Rows rows, int count, Map<String, SourcePosition> positions) {
        var told = new ArrayList<Told>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (told.size() < count && System.nanoTime() < deadline) {
            var row = rows.next();
            if (row == null) {
                if (rows.ended()) {
                    break;
                }
            } else if (!row.done()) {
                assertThat(row.fault()).isEmpty();
                told.add(new Told(row.text(0), row.deletes() ? "" : row.text(1), row.deletes()));
                rows.judged(List.of());
            }
        }
        commit(rows, positions);
        return told;
    }

    private static void commit(Rows rows, Map<String, SourcePosition> positions) {
        var reached = rows.advance();
        reached.forEach(position -> {
            if (position.forgets()) {
                positions.remove(position.part());
            } else {
                positions.put(position.part(), position);
            }
        });
        rows.committed(reached);
    }

    private List<Told> readOn(int count, Map<String, SourcePosition> positions) throws Exception {
        try (var rows = source().open(columns(), throughKafka(positions))) {
            return read(rows, count, positions);
        }
    }

    /** As they come back from the positions topic. */
    private static Map<String, SourcePosition> throughKafka(Map<String, SourcePosition> positions) {
        var back = new HashMap<String, SourcePosition>();
        var to = new PublishedTo(new DatasetId("dst-aaaaaaaaaaaaaaaa"), 1, "share.things.v1");
        positions.forEach((part, position) -> {
            var json = Objects.requireNonNull(new PositionRecord(to, position, Counts.NONE).value());
            back.put(part, PositionRecord.parse(json).position());
        });
        assertThat(back).isEqualTo(positions);
        return back;
    }

    @Test
    void givesEveryRowOnceAndInOrder() throws Exception {
        offer(rows(1, 12));

        assertThat(readOn(12, new HashMap<>())).isEqualTo(rows(1, 12));
    }

    @Test
    void givesTheSameRowsWhenNothingWasCommitted() throws Exception {
        offer(rows(1, 7));

        assertThat(readOn(7, new HashMap<>())).isEqualTo(readOn(7, new HashMap<>()));
    }

    @Test
    void goesOnBehindEveryPositionItGave() throws Exception {
        offer(rows(1, 8));

        for (int stop = 1; stop <= 8; stop++) {
            var positions = new HashMap<String, SourcePosition>();
            assertThat(readOn(stop, positions)).isEqualTo(rows(1, stop));
            assertThat(readOn(8 - stop, positions)).isEqualTo(rows(stop + 1, 8));
        }
    }

    @Test
    void goesOnAfterManyStops() throws Exception {
        offer(rows(1, 8));
        var positions = new HashMap<String, SourcePosition>();
        var told = new ArrayList<Told>();

        for (int i = 0; i < 8; i++) {
            told.addAll(readOn(1, positions));
        }

        assertThat(told).isEqualTo(rows(1, 8));
    }

    @Test
    void countsRowsNotCommittedAsNeverGiven() throws Exception {
        offer(rows(1, 6));
        var positions = new HashMap<String, SourcePosition>();
        readOn(2, positions);

        readOn(3, new HashMap<>(positions));

        assertThat(readOn(4, positions)).isEqualTo(rows(3, 6));
    }

    @Test
    void saysOnceHowFarItIs() throws Exception {
        offer(rows(1, 3));

        try (var rows = source().open(columns(), Map.of())) {
            assertThat(read(rows, 2, new HashMap<>())).hasSize(2);
            assertThat(rows.advance()).isEmpty();
            assertThat(read(rows, 1, new HashMap<>())).hasSize(1);
            assertThat(rows.advance()).isEmpty();
        }
    }

    @Test
    void namesItsKindInItsPositions() throws Exception {
        offer(rows(1, 3));
        var positions = new HashMap<String, SourcePosition>();

        readOn(3, positions);

        var kind = source().kind();
        assertThat(positions.values()).isNotEmpty().allSatisfy(position -> assertThat(position.kind())
                .isEqualTo(kind));
    }

    @Test
    void givesWhatCameLaterAfterANewStart() throws Exception {
        var positions = new HashMap<String, SourcePosition>();
        offer(rows(1, 3));
        assertThat(readOn(3, positions)).isEqualTo(rows(1, 3));

        offer(rows(4, 6));

        assertThat(readOn(3, positions)).isEqualTo(rows(4, 6));
    }

    @Test
    void endsUnlessItIsContinuous() throws Exception {
        offer(rows(1, 3));
        var source = source();

        try (var rows = source.open(columns(), Map.of())) {
            read(rows, 3, new HashMap<>());

            assertThat(rows.next()).isNull();
            assertThat(rows.ended()).isEqualTo(!source.continuous());
        }
    }

    @Test
    void givesWhatComesWhileItIsOpenIfItIsContinuous() throws Exception {
        assumeTrue(source().continuous());
        offer(rows(1, 2));
        var positions = new HashMap<String, SourcePosition>();

        try (var rows = source().open(columns(), Map.of())) {
            assertThat(read(rows, 2, positions)).isEqualTo(rows(1, 2));
            assertThat(rows.next()).isNull();
            offer(rows(3, 4));
            assertThat(read(rows, 2, positions)).isEqualTo(rows(3, 4));
        }

        offer(rows(5, 5));
        assertThat(readOn(1, positions)).isEqualTo(rows(5, 5));
    }

    @Test
    void refusesWhatChangedSinceItWasPublished() throws Exception {
        assumeTrue(noticesWhatChanged());
        offer(rows(1, 4));
        var positions = new HashMap<String, SourcePosition>();
        readOn(2, positions);

        alterFirst();

        assertThatThrownBy(() -> readOn(2, positions))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().reason().code()).isEqualTo("connector.source.changed"));
    }

    @Test
    void findsNothingWrongWithColumnsThatAreThereAndNamesOneThatIsNot() throws Exception {
        assumeTrue(knowsItsColumns());
        offer(rows(1, 2));

        assertThat(source().check(columns())).isEmpty();
        assertThat(source().check(List.of(columns().get(0), "none-such")))
                .singleElement()
                .satisfies(violation -> assertThat(violation.value()).isEqualTo("none-such"));
    }

    @Test
    void canBeClosedAtAnyTime() throws Exception {
        offer(rows(1, 2));

        source().open(columns(), Map.of()).close();
        try (var rows = source().open(columns(), Map.of())) {
            rows.next();
        }
    }
}
