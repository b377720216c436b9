package org.silobridge.contract.evolution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractReader;
import org.silobridge.contract.Samples;
import org.silobridge.contract.evolution.Finding.Weight;
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

    @ParameterizedTest(name = "{0} -> {1}: {4}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "en: Sample, | en: Samples, | `` | NOTE | words-changed",
                "key: [code, day] | key: [day, code] | key | BREAKING | key-changed",
                "partitions: 3 | partitions: 6 | partitions | BREAKING | partitions-changed",
                "duplicateKeys: error | duplicateKeys: last-wins | duplicateKeys | CAUTION | duplicate-keys-changed",
                "retention: P30D | retention: P10D | retention | BREAKING | retention-shortened",
                "retention: P30D | retention: forever | retention | NOTE | retention-lengthened",
                "sharing: conditional | sharing: unconditional | groups.inner.sharing | BREAKING | sharing-loosened",
                "sharing: unconditional | sharing: conditional | groups.open.sharing | CAUTION | sharing-tightened",
                "group: inner | group: open | fields.secret.group | BREAKING | field-opened",
                "unit: kg | unit: t | fields.amount.unit | BREAKING | unit-changed",
                "max: 100 | max: 50 | fields.amount.rules | CAUTION | rule-narrowed",
                "max: 100 | max: 500 | fields.amount.rules | CAUTION | rule-widened",
                "- required | - range: {min: -1} | fields.amount.rules | CAUTION | rule-widened",
                "{1,8} | {2,8} | fields.code.rules | CAUTION | rule-narrowed",
            })
    void aChangeIsFound(String passage, String by, String path, Weight weight, String code) {
        var yaml = by.startsWith("- range")
                ? Samples.replaced(Samples.YAML, "      - required\n", "")
                : Samples.replaced(Samples.YAML, passage, by);
        var next = ContractReader.read("x", yaml, Samples.SCHEMA).orThrow();

        var findings = Evolution.compare(Samples.good(), next);

        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.path()).isEqualTo(path == null ? "" : path);
            assertThat(finding.weight()).isEqualTo(weight);
            assertThat(finding.reason().code()).isEqualTo("contract.evolution." + code);
        });
    }

    @Test
    void aWidenedRangeIsNotAlsoNarrowed() {
        assertThat(Evolution.compare(Samples.good(), version("1.1", "max: 100", "max: 500")))
                .extracting(finding -> finding.reason().code())
                .containsExactly("contract.evolution.rule-widened");
    }

    @Test
    void nothingChangedIsNothingFound() {
        assertThat(Evolution.compare(Samples.good(), Samples.good())).isEmpty();
    }

    @Test
    void aNewNullableFieldIsCompatible() {
        var next = withSchema(
                "1.1", Samples.YAML + extraField(), extraInSchema("[\"null\", \"string\"], \"default\": null"));

        assertThat(Evolution.admit(List.of(Samples.good()), next).orThrow())
                .extracting(finding -> finding.path() + " " + finding.weight())
                .containsExactly("fields.extra note");
    }

    @Test
    void aNewFieldWithoutDefaultIsNot() {
        var next = withSchema("1.1", Samples.YAML + extraField(), extraInSchema("\"string\""));

        var refusal = refusal(Evolution.admit(List.of(Samples.good()), next));

        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.CONFLICT);
        assertThat(refusal.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.path()).isEqualTo("fields.extra");
            assertThat(violation.reason().code()).isEqualTo("contract.evolution.incompatible");
        });
    }

    @Test
    void aFieldOfAnotherTypeIsNot() {
        var next = withSchema(
                "1.1",
                Samples.YAML,
                Samples.replaced(Samples.SCHEMA, "[\"null\", \"double\"]", "[\"null\", \"long\"]"));

        assertThat(refusal(Evolution.admit(List.of(Samples.good()), next)).violations())
                .anySatisfy(violation -> assertThat(violation.path()).isEqualTo("fields.amount"));
    }

    @Test
    void aNewSymbolOfAnEnumIsCompatibleBecauseEnumsHaveDefaults() {
        var next = withSchema("1.1", Samples.YAML, Samples.replaced(Samples.SCHEMA, "\"BLUE\"", "\"BLUE\", \"GREEN\""));

        assertThat(Evolution.admit(List.of(Samples.good()), next)).isInstanceOf(Outcome.Ok.class);
    }

    @Test
    void everyVersionOfTheMajorCountsNotOnlyTheLast() {
        var first = Samples.good();
        var second = withSchema(
                "1.1", Samples.YAML + extraField(), extraInSchema("[\"null\", \"string\"], \"default\": null"));
        var third = withSchema(
                "1.2", Samples.YAML + extraField(), extraInSchema("[\"null\", \"string\"], \"default\": null"));

        assertThat(Evolution.admit(List.of(second, first), third)).isInstanceOf(Outcome.Ok.class);
    }

    @Test
    void theSameAgainIsNothingNew() {
        assertThat(Evolution.admit(List.of(version("1.0"), version("1.1")), version("1.0"))
                        .orThrow())
                .isEmpty();
    }

    @Test
    void theSameVersionWithOtherContentIsRefused() {
        var refusal = refusal(Evolution.admit(List.of(version("1.0")), version("1.0", "Sample,", "Samples,")));

        assertThat(refusal.violations())
                .extracting(violation -> violation.reason().code())
                .containsExactly("contract.evolution.version-reused");
    }

    @ParameterizedTest
    @CsvSource({"1.1,true", "2.0,true", "1.2,false", "2.1,false", "3.0,false"})
    void theNumberFollowsTheOneBefore(String number, boolean admitted) {
        assertThat(Evolution.admit(List.of(version("1.0")), version(number)) instanceof Outcome.Ok)
                .isEqualTo(admitted);
    }

    @Test
    void aMajorMayBreakWhatAMinorMayNot() {
        assertThat(Evolution.admit(List.of(version("1.0")), version("1.1", "partitions: 3", "partitions: 6")))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(Evolution.admit(List.of(version("1.0")), version("2.0", "partitions: 3", "partitions: 6"))
                        .orThrow())
                .extracting(Finding::path)
                .containsExactly("partitions");
    }

    @Test
    void anotherContractIsNoVersionOfThisOne() {
        assertThat(Evolution.admit(List.of(version("1.0")), version("2.0", "name: sample", "name: other")))
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
