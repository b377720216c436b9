package org.silobridge.catalogue.scoreboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.silobridge.catalogue.clock.CalendarFile;
import org.silobridge.catalogue.clock.Colour;
import org.silobridge.catalogue.clock.WorkingTime;

/**
 * A real municipality's permit log, replayed with its own deadlines. What is expected was worked out by
 * {@code permit-log/warnings.py}, which shares nothing with the product. Every case that ended late or not at all turns
 * red in the end; when the log itself ends, 39 of the 105 without an end are over their deadline.
 */
class PermitLogTest {
    private static final Path PROJECT = Path.of(System.getProperty("silobridge.project.dir"));
    private static final Path FIXTURE = PROJECT.resolve("modules/catalogue/src/test/resources/permit-log");
    private static final ZoneId ZONE = ZoneId.of("Europe/Amsterdam");
    private static final WorkingTime TIME =
            new WorkingTime(CalendarFile.read(FIXTURE.resolve("NL.yaml")).orThrow(), ZONE, LocalTime.of(17, 0));

    /** The midnight after the last event of the log. */
    private static final Instant LOG_ENDS = Instant.parse("2012-01-23T23:00:00Z");

    private record Case(String id, Matter matter) {}

    @Test
    void everyOrangeAndRedComesAtTheMomentThatTheScriptWorkedOut() throws IOException {
        var expected = new LinkedHashMap<String, String>();
        Files.readAllLines(FIXTURE.resolve("warnings.csv")).stream()
                .skip(1)
                .forEach(line -> expected.put(line.substring(0, line.indexOf(',')), line));

        var found = new LinkedHashMap<String, String>();
        for (var one : cases()) {
            var schedule = TIME.schedule(one.matter().receivedAt(), one.matter().dueAt());
            var given = schedule.warnings(one.matter().answeredAt());
            found.put(
                    one.id(),
                    String.join(
                            ",",
                            one.id(),
                            written(schedule.orangeAt()),
                            String.valueOf(given.stream().anyMatch(w -> w.colour() == Colour.ORANGE)),
                            written(schedule.redAt()),
                            String.valueOf(given.stream().anyMatch(w -> w.colour() == Colour.RED))));
            assertThat(schedule.provisional()).isFalse();
        }

        assertThat(found).hasSize(1434).isEqualTo(expected);
    }

    @Test
    void ofTheCasesThatTurnRed377EndedLateAnd105NeverEnded() throws IOException {
        var red = cases().stream()
                .map(Case::matter)
                .filter(matter ->
                        TIME.schedule(matter.receivedAt(), matter.dueAt()).warnings(matter.answeredAt()).stream()
                                .anyMatch(warning -> warning.colour() == Colour.RED))
                .toList();

        assertThat(red).filteredOn(matter -> matter.answeredAt() != null).hasSize(377);
        assertThat(red).filteredOn(matter -> matter.answeredAt() == null).hasSize(105);
    }

    @Test
    void theScoreboardShowsEachGroupAsTheScriptDoes() throws IOException {
        var expected = new TreeMap<String, Score>();
        for (var line : Files.readAllLines(FIXTURE.resolve("scoreboard.csv"))) {
            var fields = line.split(",", -1);
            if (!fields[0].equals("group")) {
                expected.put(
                        fields[0],
                        new Score(
                                Integer.parseInt(fields[1]),
                                Integer.parseInt(fields[2]),
                                Integer.parseInt(fields[3]),
                                Integer.parseInt(fields[4]),
                                Integer.parseInt(fields[5]),
                                fields[6].isEmpty()
                                        ? OptionalDouble.empty()
                                        : OptionalDouble.of(Double.parseDouble(fields[6]))));
            }
        }

        var board = Score.board(cases().stream().map(Case::matter).toList(), LOG_ENDS, TIME);

        assertThat(board).isEqualTo(expected);
        assertThat(board.values()).extracting(Score::overdue).satisfies(overdue -> assertThat(
                        overdue.stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(39));
    }

    @Test
    void theScoreboardOfAnEarlierMomentKnowsNothingOfWhatCameLater() throws IOException {
        var board =
                Score.board(cases().stream().map(Case::matter).toList(), Instant.parse("2010-10-04T10:00:00Z"), TIME);

        assertThat(board.values()).allSatisfy(score -> {
            assertThat(score.late()).isZero();
            assertThat(score.overdue()).isZero();
            assertThat(score.answered()).isLessThanOrEqualTo(score.received());
        });
        assertThat(board.values().stream().mapToInt(Score::received).sum()).isBetween(1, 20);
    }

    private static List<Case> cases() throws IOException {
        var lines = Files.readAllLines(PROJECT.resolve("deploy/samples/data/service-cases.csv"));
        var columns = List.of(lines.get(0).split(",", -1));
        var cases = new ArrayList<Case>();
        for (var line : lines.subList(1, lines.size())) {
            Map<String, String> row = new LinkedHashMap<>();
            var fields = line.split(",", -1);
            for (int i = 0; i < fields.length; i++) {
                row.put(columns.get(i), fields[i]);
            }
            var group = field(row, "group");
            var received = moment(field(row, "startdate"));
            var due = moment(field(row, "deadline"));
            if (received == null || due == null) {
                throw new AssertionError(line);
            }
            cases.add(new Case(
                    field(row, "case_id"),
                    new Matter(
                            group.isEmpty() ? "(none)" : group,
                            received,
                            due,
                            List.of(),
                            moment(field(row, "enddate")))));
        }
        return cases;
    }

    private static String field(Map<String, String> row, String column) {
        return row.getOrDefault(column, "");
    }

    private static @Nullable Instant moment(String text) {
        return text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
    }

    private static String written(Instant moment) {
        var text = moment.toString();
        return text.contains(".") ? text : text.replace("Z", ".000Z");
    }
}
