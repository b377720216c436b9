package org.silobridge.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.silobridge.connector.RunReport.FileReport;
import org.silobridge.connector.position.Counts;
import org.silobridge.connector.position.PositionRecord;
import org.silobridge.connector.position.PublishedTo;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.model.DatasetId;

class TallyTest {
    private static final PublishedTo TO = new PublishedTo(new DatasetId("dst-aaaaaaaaaaaaaaaa"), 1, "share.things.v1");

    private final Tally tally = new Tally();

    private void commit(String part, int rows, SourcePosition... positions) {
        var counting = new Tally.Counting();
        for (int i = 0; i < rows; i++) {
            counting.published(part, List.of());
        }
        tally.add(counting);
        tally.records(TO, List.of(positions));
        tally.commit();
    }

    private static SourcePosition at(String part) {
        return new SourcePosition(SourceKind.PUSH, part, Map.of("rows", "1"));
    }

    private static SourcePosition gone(String part) {
        return SourcePosition.forget(SourceKind.PUSH, part);
    }

    @Test
    void countsThePartsThatAreForgottenTogether() {
        tally.begin(Map.of("old", new PositionRecord(TO, at("old"), new Counts(5, 0, Map.of()))));
        commit("a", 2, at("a"));
        commit("b", 3, at("b"), gone("old"));
        commit("c", 1, at("c"), gone("a"));

        var report = tally.report(false);

        assertThat(report.files())
                .extracting(FileReport::file, file -> file.now().read())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("b", 3L),
                        org.assertj.core.groups.Tuple.tuple("c", 1L),
                        org.assertj.core.groups.Tuple.tuple(RunReport.OTHERS, 2L));
        assertThat(report.now().read()).isEqualTo(6);
        assertThat(tally.now()).isEqualTo(report.now());
        assertThat(report.before()).isEqualTo(5);
    }

    @Test
    void beginsAgainWithWhatKafkaSaysIsCommitted() {
        tally.begin(Map.of("old", new PositionRecord(TO, at("old"), new Counts(5, 0, Map.of()))));
        commit("a", 2, at("a"));

        // Of what was sent last, it came to be known only now that it was committed.
        tally.begin(Map.of(
                "old", new PositionRecord(TO, at("old"), new Counts(5, 0, Map.of())),
                "a", new PositionRecord(TO, at("a"), new Counts(4, 0, Map.of()))));
        commit("a", 1, at("a"));

        assertThat(tally.now().read()).isEqualTo(5);
        assertThat(tally.report(false).now()).isEqualTo(tally.now());
    }

    @Test
    void beginsAtZeroWithAPartThatWasForgotten() {
        tally.begin(Map.of());
        commit("a", 2, at("a"));
        commit("b", 1, at("b"), gone("a"));

        commit("a", 1, at("a"));

        assertThat(tally.report(false).files().get(0)).isEqualTo(new FileReport("a", 0, new Counts(1, 0, Map.of())));
        assertThat(tally.report(false).now().read()).isEqualTo(4);
    }
}
