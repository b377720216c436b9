package org.silobridge.contract.evolution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractReader;
import org.silobridge.contract.Samples;
import org.silobridge.contract.evolution.Judgement.Verdict;
import org.silobridge.model.Outcome;
import org.silobridge.model.Refusal;

class EvolutionTest {
    private static Contract version(String version, String yamlPassage, String by) {
        var yaml = Samples.replaced(Samples.YAML, "version: \"1.0\"", "version: \"" + version + "\"");
        return ContractReader.read("x", Samples.replaced(yaml, yamlPassage, by), Samples.SCHEMA)
                .orThrow();
    }

    private static Contract version(String version) {
        return version(version, "kind: Contract", "kind: Contract");
    }

    private static Contract withSchema(String version, String yaml, String schema) {
        return ContractReader.read("x", yaml.replace("version: \"1.0\"", "version: \"" + version + "\""), schema)
                .orThrow();
    }

    private static Outcome<List<Finding>> admit(List<Contract> published, Contract next) {
        return Evolution.judge(published, next, major -> List.of()).outcome(false);
    }

    @Test
    void nothingChangedIsNothingFound() {
        assertThat(Evolution.compare(Samples.good(), Samples.good(), List.of())).isEmpty();
    }

    @Test
    void aNewNullableFieldIsCompatible() {
        var next = withSchema(
                "1.1", Samples.YAML + extraField(), extraInSchema("[\"null\", \"string\"], \"default\": null"));

        assertThat(admit(List.of(Samples.good()), next).orThrow())
                .extracting(finding -> finding.path() + " " + finding.weight())
                .containsExactly("fields.extra note");
    }

    @Test
    void aNewFieldWithoutDefaultIsNot() {
        var next = withSchema("1.1", Samples.YAML + extraField(), extraInSchema("\"string\""));

        var refusal = refusal(admit(List.of(Samples.good()), next));

        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.CONFLICT);
        assertThat(refusal.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.path()).isEqualTo("fields.extra");
            assertThat(violation.reason().code()).isEqualTo("contract.evolution.default-missing");
        });
    }

    @Test
    void aFieldOfAnotherTypeIsNot() {
        var next = withSchema(
                "1.1",
                Samples.YAML,
                Samples.replaced(Samples.SCHEMA, "[\"null\", \"double\"]", "[\"null\", \"long\"]"));

        assertThat(refusal(admit(List.of(Samples.good()), next)).violations())
                .anySatisfy(violation -> assertThat(violation.path()).isEqualTo("fields.amount.type"));
    }

    @Test
    void aNewSymbolOfAnEnumIsCompatibleBecauseEnumsHaveDefaults() {
        var next = withSchema("1.1", Samples.YAML, Samples.replaced(Samples.SCHEMA, "\"BLUE\"", "\"BLUE\", \"GREEN\""));

        assertThat(admit(List.of(Samples.good()), next)).isInstanceOf(Outcome.Ok.class);
    }

    @Test
    void everyVersionOfTheMajorCountsNotOnlyTheLast() {
        var first = Samples.good();
        var second = withSchema(
                "1.1", Samples.YAML + extraField(), extraInSchema("[\"null\", \"string\"], \"default\": null"));
        var third = withSchema(
                "1.2", Samples.YAML + extraField(), extraInSchema("[\"null\", \"string\"], \"default\": null"));

        assertThat(admit(List.of(second, first), third)).isInstanceOf(Outcome.Ok.class);
    }

    @Test
    void theSameAgainIsNothingNew() {
        assertThat(admit(List.of(version("1.0"), version("1.1")), version("1.0"))
                        .orThrow())
                .isEmpty();
    }

    @Test
    void theSameVersionWithOtherContentIsRefused() {
        var refusal = refusal(admit(List.of(version("1.0")), version("1.0", "Sample,", "Samples,")));

        assertThat(refusal.violations())
                .extracting(violation -> violation.reason().code())
                .containsExactly("contract.evolution.version-reused");
    }

    @ParameterizedTest
    @CsvSource({"1.1,true", "2.0,true", "1.2,false", "2.1,false", "3.0,false"})
    void theNumberFollowsTheOneBefore(String number, boolean admitted) {
        assertThat(admit(List.of(version("1.0")), version(number)) instanceof Outcome.Ok)
                .isEqualTo(admitted);
    }

    @Test
    void aMajorMayBreakWhatAMinorMayNot() {
        assertThat(admit(List.of(version("1.0")), version("1.1", "partitions: 3", "partitions: 6")))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(admit(List.of(version("1.0")), version("2.0", "partitions: 3", "partitions: 6"))
                        .orThrow())
                .extracting(Finding::path)
                .containsExactly("partitions");
    }

    @Test
    void whatNeedsAConfirmationIsRefusedWithoutIt() {
        var judgement =
                Evolution.judge(List.of(version("1.0")), version("1.1", "max: 100", "max: 50"), major -> List.of());

        assertThat(refusal(judgement.outcome(false)).reason().code()).isEqualTo("contract.evolution.unconfirmed");
        assertThat(judgement.outcome(true).orThrow())
                .extracting(Finding::path)
                .containsExactly("fields.amount.rules.range.max");
    }

    @Test
    void noConfirmationLetsABreakThrough() {
        var judgement = Evolution.judge(
                List.of(version("1.0")), version("1.1", "partitions: 3", "partitions: 6"), major -> List.of());

        assertThat(refusal(judgement.outcome(true)).reason().code()).isEqualTo("contract.evolution.refused");
    }

    @Test
    void theReadersOfTheMajorComparedWithAreAskedFor() {
        var published = List.of(version("1.0"), version("2.0"), version("1.1"));

        assertThat(readersAskedFor(published, version("1.2"))).containsExactly(1);
        assertThat(readersAskedFor(published, version("2.1"))).containsExactly(2);
        assertThat(readersAskedFor(published, version("3.0"))).containsExactly(2);
    }

    private static List<Integer> readersAskedFor(List<Contract> published, Contract next) {
        var asked = new ArrayList<Integer>();
        Evolution.judge(published, next, major -> {
            asked.add(major);
            return List.of();
        });
        return asked;
    }

    @Test
    void twoVersionsAreComparedWhateverLiesBetweenThem() {
        assertThat(Evolution.between(version("1.0"), version("1.7")).verdict()).isEqualTo(Verdict.COMPATIBLE);
        assertThat(Evolution.between(version("1.0"), version("4.2", "partitions: 3", "partitions: 6"))
                        .verdict())
                .isEqualTo(Verdict.COMPATIBLE);
        assertThat(Evolution.between(version("1.0"), version("1.7", "partitions: 3", "partitions: 6"))
                        .verdict())
                .isEqualTo(Verdict.INCOMPATIBLE);
        assertThat(Evolution.between(version("1.0"), version("1.0")).verdict()).isEqualTo(Verdict.COMPATIBLE);
    }

    @Test
    void theOlderVersionStandsFirst() {
        assertThat(Evolution.between(version("1.1"), version("1.0"))
                        .findings()
                        .get(0)
                        .reason()
                        .code())
                .isEqualTo("contract.evolution.version-older");
        assertThat(Evolution.between(version("1.0"), version("1.0", "Sample,", "Samples,"))
                        .findings()
                        .get(0)
                        .reason()
                        .code())
                .isEqualTo("contract.evolution.version-reused");
    }

    @Test
    void anotherContractIsNoVersionOfThisOne() {
        assertThat(admit(List.of(version("1.0")), version("2.0", "name: sample", "name: other")))
                .isInstanceOf(Outcome.Refused.class);
    }

    private static String extraField() {
        return "  extra:\n    sensitivity: L1\n    title: {en: Extra, zh: 附加}\n";
    }

    private static String extraInSchema(String type) {
        return Samples.replaced(
                Samples.SCHEMA,
                "{\"name\": \"secret\"",
                "{\"name\": \"extra\", \"type\": " + type + "},\n    {\"name\": \"secret\"");
    }

    private static Refusal refusal(Outcome<?> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused<?>) outcome).refusal();
    }
}
