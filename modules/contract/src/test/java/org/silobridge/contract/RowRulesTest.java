package org.silobridge.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.silobridge.contract.rule.Required;
import org.silobridge.model.Violation;

/** Rules that look at a second field, and rules that flag. */
class RowRulesTest {
    private static final String CODE_AT_DAY = "- divisionCode: {levels: [county], at: day}";
    private final List<Violation> found = new ArrayList<>();
    private final List<Violation> flagged = new ArrayList<>();

    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource({
        "220381, 2020-01-20, ",
        "220184, 2020-12-31, ",
        "220381, 2024-01-01, contract.rule.division-code-withdrawn",
        "220184, 2010-01-01, contract.rule.division-code-not-yet",
        "440100, 2010-01-01, contract.rule.division-code-unknown", // no county
        "110199, 2010-01-01, contract.rule.division-code-unknown",
    })
    void aDivisionCodeIsRightOnTheDayOfItsRecord(String code, LocalDate day, String reason) {
        var contract = contract(CODE_AT_DAY);

        check(contract, Map.of("code", code, "day", day));

        assertThat(found.stream().map(fault -> fault.reason().code()))
                .isEqualTo(reason == null ? List.of() : List.of(reason));
        assertThat(found).allSatisfy(fault -> {
            assertThat(fault.path()).isEqualTo("code");
            assertThat(fault.value()).isEqualTo(code);
        });
        assertThat(flagged).isEmpty();
    }

    @Test
    void theDayOfATimeIsThatOfChina() {
        var contract = ContractReader.read(
                        "sample.yaml",
                        Samples.replaced(Samples.YAML, "- pattern: \"[A-Z]{1,8}\"", CODE_AT_DAY),
                        Samples.replaced(
                                Samples.SCHEMA,
                                "{\"type\": \"int\", \"logicalType\": \"date\"}",
                                "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}"))
                .orThrow();

        check(contract, Map.of("code", "220381", "day", Instant.parse("2023-11-30T15:59:59Z")));
        assertThat(found).isEmpty();

        check(contract, Map.of("code", "220381", "day", Instant.parse("2023-11-30T16:00:00Z")));
        assertThat(found).hasSize(1);
    }

    @Test
    void withoutADayTheCodeMustBeInForceNow() {
        var rules = RowRules.of(contract(CODE_AT_DAY));

        rules.check(values(contract(CODE_AT_DAY), Map.of("code", "220184")), found::add, flagged::add);
        assertThat(found).isEmpty();
        rules.check(values(contract(CODE_AT_DAY), Map.of("code", "220381")), found::add, flagged::add);
        assertThat(found)
                .singleElement()
                .satisfies(fault -> assertThat(fault.reason().parameters()).containsEntry("lastEdition", "2016-07"));
    }

    @Test
    void aWithheldCodeTellsNeitherItselfNorItsEdition() {
        var contract = Samples.yaml("- length: {min: 2, max: 20}", CODE_AT_DAY).orThrow();

        check(contract, Map.of("code", "A", "secret", "220381", "day", LocalDate.of(2024, 1, 1)));

        assertThat(found).singleElement().satisfies(fault -> {
            assertThat(fault.value()).isNull();
            assertThat(fault.reason().parameters())
                    .containsExactlyInAnyOrderEntriesOf(Map.of("levels", "county", "lastEdition", "***"));
        });
    }

    @Test
    void aRuleOfSeverityFlagLetsTheRecordPass() {
        var contract = Samples.yaml(
                        "- range: {min: 0, max: 100}",
                        "- range: {min: 0, max: 100}\n      - {range: {max: 50}, severity: flag}")
                .orThrow();
        var amount = contract.field("amount").orElseThrow();

        assertThat(amount.check(50.0, found::add, flagged::add)).isTrue();
        assertThat(flagged).isEmpty();
        assertThat(amount.check(51.0, found::add, flagged::add)).isTrue();
        assertThat(flagged)
                .singleElement()
                .satisfies(flag -> assertThat(flag.reason().parameters()).containsEntry("max", "50"));
        assertThat(amount.check(101.0, found::add, flagged::add)).isFalse();
        assertThat(found).hasSize(1);
        assertThat(flagged).as("a record that is not published has no flags").hasSize(1);
    }

    @Test
    void requiredMayFlagWhatTheSchemaLetsBeNull() {
        var contract = Samples.yaml("      - required\n", "      - {required: true, severity: flag}\n")
                .orThrow();
        var amount = contract.field("amount").orElseThrow();

        assertThat(amount.check(null, found::add, flagged::add)).isTrue();
        assertThat(flagged).hasSize(1);
        assertThat(amount.rules()).noneMatch(Required.class::isInstance);
    }

    @Test
    void aDivisionCodeMayFlagToo() {
        var contract = ContractReader.read(
                        "sample.yaml",
                        Samples.replaced(
                                Samples.replaced(Samples.YAML, "key: [code, day]", "key: [colour]"),
                                "- pattern: \"[A-Z]{1,8}\"",
                                "- {divisionCode: {at: day}, severity: flag}"),
                        Samples.SCHEMA)
                .orThrow();

        check(contract, Map.of("code", "220381", "day", LocalDate.of(2024, 1, 1)));

        assertThat(found).isEmpty();
        assertThat(flagged).hasSize(1);
    }

    @Test
    void aFlaggedDivisionCodeAsksNoWithheldDay() {
        var yaml = Samples.replaced(
                Samples.replaced(Samples.YAML, "key: [code, day]", "key: [colour]"),
                "- pattern: \"[A-Z]{1,8}\"",
                "- {divisionCode: {at: day}, severity: flag}");
        var withheld = Samples.replaced(yaml, "  day:\n", "  day:\n    group: inner\n");

        assertThat(BadContractsTest.violations(ContractReader.read("sample.yaml", withheld, Samples.SCHEMA)))
                .singleElement()
                .satisfies(violation -> assertThat(
                                List.of(violation.path(), violation.reason().code()))
                        .containsExactly(
                                "sample.yaml:24 fields.code.rules[0].divisionCode.at",
                                "contract.language.flag-withheld"));
    }

    private static Contract contract(String rule) {
        return Samples.yaml("- pattern: \"[A-Z]{1,8}\"", rule).orThrow();
    }

    private static RowValues values(Contract contract, Map<String, Object> values) {
        return field -> values.get(contract.fields().get(field).name());
    }

    /** The fields one by one, then the record. */
    private void check(Contract contract, Map<String, Object> values) {
        values.forEach((name, value) -> contract.field(name).orElseThrow().check(value, found::add, flagged::add));
        if (found.isEmpty()) {
            RowRules.of(contract).check(values(contract, values), found::add, flagged::add);
        }
    }
}
