package org.silobridge.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.silobridge.connector.config.BadRowLimit;
import org.silobridge.connector.source.InPlaceOfRow;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.model.Reason;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;

class BadRowShareTest {
    private static final List<Violation> FAULTS =
            List.of(new Violation("amount", null, Reason.of("contract.rule.type", "type", "double")));

    private record ARow(String part, long line) implements InPlaceOfRow {}

    private static SourceRow row(long line) {
        return new ARow("a.csv", line);
    }

    @Test
    void letsAsManyBeBadAsMayBeAndNotOneMore() {
        var share = new BadRowShare(new BadRowLimit(0.5, 4));
        share.good();
        share.bad(row(2), FAULTS);
        share.good();
        share.bad(row(4), FAULTS);
        share.good();

        share.bad(row(6), FAULTS); // of 3, 4, 5, 6 two
        assertThatThrownBy(() -> {
                    share.bad(row(7), FAULTS); // of 4, 5, 6, 7 three
                })
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void saysWhichReasonsAndWhere() {
        var share = new BadRowShare(new BadRowLimit(0.5, 4));
        for (int line = 1; line <= 3; line++) {
            share.bad(row(line), FAULTS); // as long as there were fewer rows than are looked at, none is too many
        }

        assertThatThrownBy(() -> share.bad(row(4), FAULTS)).isInstanceOfSatisfying(RefusedException.class, e -> {
            assertThat(e.refusal().reason().code()).isEqualTo(RunReport.TOO_MANY_BAD);
            assertThat(e.refusal().reason().parameters())
                    .containsEntry("bad", "4")
                    .containsEntry("rows", "4")
                    .containsEntry("max", "50.00%");
            assertThat(e.refusal().violations()).singleElement().satisfies(top -> {
                assertThat(top.path()).isEqualTo("a.csv:4 amount");
                assertThat(top.reason().parameters())
                        .containsEntry("rows", "4")
                        .containsEntry("code", "contract.rule.type");
            });
        });
    }

    @Test
    void forgetsWhatIsLongerAgo() {
        var share = new BadRowShare(new BadRowLimit(0.25, 4));
        for (int line = 1; line <= 40; line += 4) {
            share.bad(row(line), FAULTS);
            share.good();
            share.good();
            share.good();
        }

        share.bad(row(41), FAULTS);
        assertThatThrownBy(() -> share.bad(row(42), FAULTS)).isInstanceOf(RefusedException.class);
    }
}
