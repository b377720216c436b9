package org.silobridge.connector.source.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.silobridge.connector.source.jdbc.DatabaseLogin;
import org.silobridge.model.RefusedException;

class ChangeReaderTest {
    private static final Schema ROW = SchemaBuilder.struct()
            .field("no", Schema.INT32_SCHEMA)
            .field("id", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    private static final Comparator<List<String>> BY_NUMBER = Comparator.comparing(key -> Integer.parseInt(key.get(0)));
    private static final CdcPlace BEGINNING = new CdcPlace(0, 100, 0, false, List.of());

    private static ChangeReader reader(CdcPlace from) {
        var settings = new CdcSettings(
                new DatabaseLogin("source.cdc", "jdbc:postgresql://127.0.0.1/x", Path.of("user"), Path.of("password")),
                "public.t",
                List.of("no"),
                true,
                Optional.empty(),
                1_000,
                Duration.ofSeconds(10));
        return new ChangeReader(settings, List.of("no", "id"), BY_NUMBER, from);
    }

    private static Change.Row row(int no, String id, long transaction, long lsn) {
        return new Change.Row(new Struct(ROW).put("no", no).put("id", id), false, transaction, lsn);
    }

    private static Change.Row deleted(int no, long transaction, long lsn) {
        return new Change.Row(new Struct(ROW).put("no", no), true, transaction, lsn);
    }

    private static List<String> given(ChangeReader reader, Change... changes) {
        var given = new ArrayList<String>();
        for (var change : changes) {
            if (change instanceof Change.End end) {
                reader.end(end);
            } else if (change instanceof Change.Row row) {
                var texts = reader.texts(row);
                if (texts != null) {
                    given.add(row.deletes() ? "-" + texts[0] : texts[0] + "=" + texts[1]);
                }
            }
        }
        return given;
    }

    @Test
    void goesOnBehindEveryChangeOfATransaction() {
        var log = new Change[] {
            row(1, "a", 7, 110),
            // A change of the primary key is two: of what is no more, and of what is new.
            deleted(1, 7, 120),
            row(2, "a", 7, 120),
            new Change.End(130),
            row(3, "b", 8, 140),
            new Change.End(150)
        };
        var all = List.of("1=a", "-1", "2=a", "3=b");

        for (int stop = 0; stop <= log.length; stop++) {
            var first = reader(BEGINNING);
            var given = given(first, List.of(log).subList(0, stop).toArray(Change[]::new));
            var place = first.place(given.size());
            // The log is told again from the end of the last whole transaction.
            int from = place.lsn() == 150 ? 6 : place.lsn() == 130 ? 4 : 0;
            var second = reader(place);
            given.addAll(given(second, List.of(log).subList(from, log.length).toArray(Change[]::new)));

            assertThat(given).as("stopped after %s", stop).isEqualTo(all);
            assertThat(second.place(4)).isEqualTo(new CdcPlace(4, 150, 0, false, List.of()));
        }
    }

    @Test
    void doesNotFallBackWhileItIsToldAgainWhatWasGiven() {
        var reader = reader(new CdcPlace(5, 100, 3, false, List.of()));

        assertThat(given(reader, row(1, "a", 7, 110))).isEmpty();

        assertThat(reader.place(5)).isEqualTo(new CdcPlace(5, 100, 3, false, List.of()));
    }

    @Test
    void passesOverWhatTheTablesRowsContainAlready() {
        // Read to key 5 in one transaction, that saw 7 and not 8; and on from there in another, that saw 8 and not 9.
        var segments = List.of(new Segment("8:8:", 200, List.of("5")), new Segment("9:9:", 300, List.of()));
        var reader = reader(new CdcPlace(10, 100, 0, false, segments));

        assertThat(given(
                        reader,
                        row(1, "seen", 7, 110),
                        deleted(6, 7, 120),
                        new Change.End(130),
                        row(2, "news", 8, 140),
                        row(6, "seen", 8, 150),
                        new Change.End(160),
                        deleted(6, 9, 170),
                        new Change.End(180)))
                .containsExactly("2=news", "-6");
        assertThat(reader.place(12).segments()).isEqualTo(segments);
    }

    @Test
    void forgetsTheTablesRowsOnceTheLogIsBehindThem() {
        var reader = reader(new CdcPlace(10, 100, 0, false, List.of(new Segment("8:8:", 200, List.of()))));

        // A number of which half a period later a transaction would pass for an earlier one.
        assertThat(given(reader, row(1, "new", 7, 201), new Change.End(210))).containsExactly("1=new");

        assertThat(reader.place(11).segments()).isEmpty();
    }

    @Test
    void refusesAValueThatTheLogDoesNotTellAndNamesItsColumn() {
        var reader = reader(BEGINNING);

        assertThatThrownBy(() -> given(reader, row(1, ChangeEngine.UNCHANGED, 7, 110)))
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.refusal().reason().code()).isEqualTo("connector.source.cdc.value-not-in-log");
                    assertThat(refused.refusal().reason().parameters()).containsEntry("column", "id");
                });
    }

    @Test
    void refusesAColumnThatIsNoLongerThereAndNamesIt() {
        var reader = reader(BEGINNING);
        var without = SchemaBuilder.struct().field("no", Schema.INT32_SCHEMA).build();

        assertThatThrownBy(() -> given(reader, new Change.Row(new Struct(without).put("no", 1), false, 7, 110)))
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.refusal().reason().code()).isEqualTo("connector.source.cdc.column-gone");
                    assertThat(refused.refusal().reason().parameters()).containsEntry("column", "id");
                });
    }
}
