package org.silobridge.contract.evolution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.silobridge.contract.evolution.Judgement.Verdict;
import org.silobridge.model.Messages;
import org.silobridge.model.Outcome;

/** The golden scenarios of the gate: no finding may be missing, and none may be there that is not written. */
class ScenariosTest {
    static Stream<Scenario> scenarios() throws IOException {
        return Scenario.all();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theGateFindsWhatIsWrittenAndNothingElse(Scenario scenario) {
        var judgement = Evolution.judge(List.of(scenario.old()), scenario.next(), major -> scenario.subscribers());

        assertThat(judgement.findings().stream().map(Scenario.Expected::of).toList())
                .containsExactlyElementsOf(scenario.findings());
        assertThat(judgement.verdict()).hasToString(scenario.verdict());
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void whatStandsInTheWayIsRefusedWithTheReadersNamed(Scenario scenario) {
        var judgement = Evolution.judge(List.of(scenario.old()), scenario.next(), major -> scenario.subscribers());

        assertThat(judgement.outcome(true) instanceof Outcome.Ok)
                .isEqualTo(judgement.verdict() != Verdict.INCOMPATIBLE);
        if (judgement.outcome(false) instanceof Outcome.Refused<?> refused) {
            assertThat(judgement.verdict()).isNotEqualTo(Verdict.COMPATIBLE);
            var named = refused.refusal().violations().stream()
                    .filter(violation -> violation.reason().code().equals("contract.evolution.reader"))
                    .map(violation -> violation.path() + " "
                            + violation.reason().parameters().get("grant"))
                    .toList();
            assertThat(named)
                    .isEqualTo(scenario.findings().stream()
                            .filter(finding -> !List.of("note", "info").contains(finding.weight()))
                            .flatMap(finding -> finding.readers().stream()
                                    .map(reader -> finding.path() + " " + reader.substring(reader.indexOf(' ') + 1)))
                            .toList());
        } else {
            assertThat(judgement.verdict()).isEqualTo(Verdict.COMPATIBLE);
        }
    }

    @Test
    void everyKindOfChangeHasAScenario() throws IOException {
        var shown = Scenario.all()
                .flatMap(scenario -> scenario.findings().stream())
                .map(finding -> "contract.evolution." + finding.code())
                .collect(Collectors.toSet());
        var elsewhere = EnumSet.of(Change.OTHER_CONTRACT, Change.VERSION_REUSED, Change.VERSION_OLDER);

        assertThat(Arrays.stream(Change.values()).filter(change -> !elsewhere.contains(change)))
                .allSatisfy(change -> assertThat(shown).contains(change.code()));
    }

    @Test
    void everyKindOfChangeHasItsTextInBothLanguages() {
        assertThat(Change.values()).allSatisfy(change -> {
            assertThat(Messages.has(change.code(), Locale.ENGLISH)).isTrue();
            assertThat(Messages.has(change.code(), Locale.CHINESE)).isTrue();
        });
    }
}
