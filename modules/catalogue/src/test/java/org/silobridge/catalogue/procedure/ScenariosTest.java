package org.silobridge.catalogue.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The golden scenarios of the procedure: after each step everything that holds stands in the file, and nothing else
 * holds. Dates in the files were worked out from the calendar by a script that shares nothing with the product.
 */
class ScenariosTest {
    static Stream<Scenario> scenarios() throws IOException {
        return Stream.concat(Scenario.all(), Scenario.notEnforcedYet());
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theMatterStandsAsWrittenAfterEachStep(Scenario scenario) {
        var play = new Play(scenario);
        for (var step : scenario.story()) {
            var found = play.play(step);

            assertThat(found)
                    .as("%s, on %s: %s", scenario, step.get("when"), step.get("does"))
                    .isEqualTo(written(step));
        }
    }

    @Test
    void everyStageAndEveryWayToEndAGrantHasAScenario() throws IOException {
        var seen = new TreeSet<String>();
        scenarios()
                .flatMap(scenario -> scenario.story().stream())
                .map(ScenariosTest::written)
                .forEach(then -> {
                    seen.add(String.valueOf(then.get("stage")));
                    seen.add("grant " + then.get("grant"));
                });

        for (var stage : Stage.values()) {
            assertThat(seen).contains(stage.toString());
        }
        assertThat(seen)
                .contains("grant approved", "grant active", "grant suspended", "grant revoked", "grant expired");
    }

    /** What the types know; what Kafka and the ledger hold, the running service shows. */
    private static final Set<String> OF_THE_SERVICE =
            Set.of("reads", "writes", "ledger", "requestLedger", "correctionLedger");

    private static Map<String, Object> written(Map<String, Object> step) {
        var then = new LinkedHashMap<String, Object>();
        var all = Scenario.map(step.get("then"));
        all.keySet().removeAll(OF_THE_SERVICE);
        all.forEach((key, value) -> then.put(
                key,
                value instanceof Iterable<?>
                        ? Scenario.texts(value)
                        : value instanceof Boolean ? value : String.valueOf(value)));
        return then;
    }
}
