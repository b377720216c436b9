package org.silobridge.contract.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractReader;
import org.silobridge.contract.ProjectContracts;
import org.silobridge.contract.RowRules;
import org.silobridge.contract.Samples;
import org.silobridge.contract.sample.ContractSample.Plan;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;

class ContractSampleTest {

    static List<Path> files() {
        return ProjectContracts.files();
    }

    @ParameterizedTest
    @MethodSource("files")
    void goodRowsKeepTheContractAndFaultyOnesBreakOneRule(Path file) {
        var contract = ContractReader.read(file).orThrow();
        var rules = RowRules.of(contract);
        var sample = ContractSample.of(
                        contract, (values, found, flagged) -> rules.check(i -> values[i], found, flagged))
                .orThrow();

        var rows = list(sample.rows(new Plan(7, 2_000, 0.2)));

        assertThat(rows).hasSize(2_000);
        assertThat(rows.stream().filter(row -> row.fault().isPresent())).hasSize(400);
        assertThat(rows.stream().filter(row -> row.fault().isEmpty())).allSatisfy(row -> {
            for (int i = 0; i < row.values().size(); i++) {
                var value = row.values().get(i);
                assertThat(contract.fields().get(i).check(value, fault -> {})).isTrue();
            }
        });
        assertThat(rows.stream().flatMap(row -> row.fault().stream()).distinct())
                .containsExactlyInAnyOrderElementsOf(sample.faults());
        assertThat(rows.stream().filter(row -> row.fault().isEmpty()).map(row -> key(contract, row)))
                .doesNotHaveDuplicates();
    }

    @Test
    void thePlanDecidesEveryRow() throws IOException {
        var contract = ProjectContracts.read("legal-persons/legal-entity");

        assertThat(csv(contract, 1)).isEqualTo(csv(contract, 1)).isNotEqualTo(csv(contract, 2));
    }

    @Test
    void saysHowManyKeysThereAreWhereTheyAreTooFew() {
        var contract = Samples.yaml("[A-Z]{1,8}", "[A-C]").orThrow();
        var rows = ContractSample.of(contract, RowCheck.NONE).orThrow().rows(new Plan(1, 100_000, 0));

        assertThatThrownBy(() -> list(rows)).isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(
                        refused.refusal().reason().parameters())
                .containsEntry("keys", String.valueOf(3 * 4018)));
    }

    @Test
    void namesTheFieldThatNoValueFits() {
        var contract = Samples.yaml("pattern: \"[A-Z]{1,8}\"", "pattern: \"[A-Z]\"\n      - length: {min: 2}")
                .orThrow();

        var outcome = ContractSample.of(contract, RowCheck.NONE);

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(
                        refused.refusal().toString())
                .contains("fields.code"));
    }

    @Test
    void drawsAgainUntilTheFieldsFitTogether() {
        var contract = Samples.good();
        int amount = contract.fields().indexOf(contract.field("amount").orElseThrow());
        var tooMuch = new Violation("checks.below", null, Reason.of("contract.rule.check"));
        RowCheck below = (values, found, flagged) -> {
            if (!(values[amount] instanceof Double number && number < 10)) {
                found.accept(tooMuch);
            }
        };

        var rows = list(ContractSample.of(contract, below).orThrow().rows(new Plan(1, 500, 0.5)));

        assertThat(rows.stream().filter(row -> row.fault().isEmpty()))
                .hasSize(250)
                .allMatch(row -> row.values().get(amount) instanceof Double number && number < 10);
        assertThat(rows.stream().filter(row -> row.fault()
                        .filter(new IntendedFault("checks.below", "contract.rule.check")::equals)
                        .isPresent()))
                .isNotEmpty()
                .noneMatch(row -> row.values().get(amount) instanceof Double number && number < 10);
    }

    @Test
    void makesCodesThatWereNotInForceOnTheDayOfTheRecord() {
        var contract = Samples.yaml("pattern: \"[A-Z]{1,8}\"", "divisionCode: {levels: [county], at: day}")
                .orThrow();
        var rules = RowRules.of(contract);
        var sample = ContractSample.of(
                        contract, (values, found, flagged) -> rules.check(i -> values[i], found, flagged))
                .orThrow();

        var rows = list(sample.rows(new Plan(1, 1_000, 0.1)));

        assertThat(rows.stream().filter(row -> row.fault()
                        .filter(new IntendedFault("code", "contract.rule.division-code-withdrawn")::equals)
                        .isPresent()))
                .isNotEmpty();
        assertThat(rows.stream().filter(row -> row.fault().isEmpty())).allSatisfy(row -> {
            rules.check(
                    i -> row.values().get(i),
                    fault -> {
                        throw new AssertionError(fault);
                    },
                    flag -> {});
        });
    }

    @Test
    void prefersRowsWithoutFlagsAndTakesOthersWhereThereAreNone() {
        var contract = Samples.good();
        int colour = contract.fields().indexOf(contract.field("colour").orElseThrow());
        var flag = new Violation("checks.flag", null, Reason.of("contract.rule.check"));
        RowCheck notRed = (values, found, flagged) -> {
            if ("RED".equals(values[colour])) {
                flagged.accept(flag);
            }
        };
        RowCheck always = (values, found, flagged) -> flagged.accept(flag);

        var rows = list(ContractSample.of(contract, notRed).orThrow().rows(new Plan(1, 100, 0)));

        assertThat(rows).noneMatch(row -> "RED".equals(row.values().get(colour)));
        assertThat(list(ContractSample.of(contract, always).orThrow().rows(new Plan(1, 100, 0))))
                .hasSize(100);
    }

    @Test
    void refusesChecksThatNeverHold() {
        var never = new Violation("checks.never", null, Reason.of("contract.rule.check"));
        var rows = ContractSample.of(Samples.good(), (values, found, flagged) -> found.accept(never))
                .orThrow()
                .rows(new Plan(1, 1, 0));

        assertThatThrownBy(rows::next).isInstanceOf(RefusedException.class).hasMessageContaining("sample");
    }

    @Test
    void writesJsonThatSaysTheSame() throws IOException {
        var contract = Samples.good();
        var row = new SampleRow(
                1,
                java.util.Arrays.asList("A\"\\", java.time.LocalDate.of(2024, 2, 9), 0.5, "RED", null),
                Optional.empty());
        var json = new StringBuilder();
        var csv = new StringBuilder();

        SampleFile.JSONL.row(contract, row, json);
        SampleFile.CSV.row(contract, row, csv);

        assertThat(json)
                .hasToString("{\"code\":\"A\\\"\\\\\",\"day\":\"2024-02-09\",\"amount\":0.5,\"colour\":\"RED\"}\n");
        assertThat(csv).hasToString("\"A\"\"\\\",2024-02-09,0.5,RED,\n");
    }

    private static String csv(Contract contract, long seed) throws IOException {
        var text = new StringBuilder();
        var rows = ContractSample.of(contract, RowCheck.NONE).orThrow().rows(new Plan(seed, 200, 0.1));
        while (rows.hasNext()) {
            SampleFile.CSV.row(contract, rows.next(), text);
        }
        return text.toString();
    }

    private static List<Object> key(Contract contract, SampleRow row) {
        var key = new ArrayList<>();
        contract.keyFields()
                .forEach(field -> key.add(row.values().get(contract.fields().indexOf(field))));
        return key;
    }

    private static List<SampleRow> list(Iterator<SampleRow> rows) {
        var all = new ArrayList<SampleRow>();
        rows.forEachRemaining(all::add);
        return all;
    }
}
