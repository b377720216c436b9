package org.silobridge.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FindingsTest {
    private final Findings findings = new Findings();

    @Test
    void namesWhatIsMissingWhatIsNotExpectedAndWhatIsThereTwice() {
        findings.once("rows", Set.of("a", "b", "c"), Map.of("a", 1, "b", 2, "d", 1));

        assertThat(findings.all())
                .containsExactlyInAnyOrder("rows: missing: c", "rows: not expected: d", "rows: 2 times: b");
    }

    @Test
    void saysNothingWhereEachIsThereOnce() {
        findings.once("rows", Set.of("a", "b"), Map.of("a", 1, "b", 1));
        findings.same("rights", Set.of("a"), Set.of("a"));
        findings.check(true, "does not hold");

        assertThat(findings.all()).isEmpty();
    }
}
