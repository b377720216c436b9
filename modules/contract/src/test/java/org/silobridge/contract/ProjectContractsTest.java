package org.silobridge.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.silobridge.contract.rule.DivisionCode;
import org.silobridge.contract.rule.DivisionCodeAt;
import org.silobridge.model.Sharing;
import org.silobridge.model.Violation;

class ProjectContractsTest {

    static List<Path> files() {
        return ProjectContracts.files();
    }

    @Test
    void everyDatabaseHasAContract() {
        assertThat(files().stream()
                        .map(file -> ContractReader.read(file)
                                .orThrow()
                                .name()
                                .database()
                                .value())
                        .distinct())
                .containsExactlyInAnyOrder(
                        "credit",
                        "e-certificates",
                        "ecology-environment",
                        "economy",
                        "emergency-management",
                        "government-services",
                        "health-care",
                        "legal-persons",
                        "natural-resources",
                        "population",
                        "social-security",
                        "state-assets");
    }

    @ParameterizedTest
    @MethodSource("files")
    void sayInTheOpenWhereARecordBelongsWhereverGroupsAreWithheld(Path file) {
        var contract = ContractReader.read(file).orThrow();

        var placed = contract.openFields().stream()
                .filter(field -> !field.nullable())
                .anyMatch(field -> field.rules().stream()
                        .anyMatch(rule -> rule instanceof DivisionCode || rule instanceof DivisionCodeAt));

        assertThat(placed || contract.withheldFields().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("files")
    void letEveryEnumGrow(Path file) {
        var contract = ContractReader.read(file).orThrow();

        assertThat(contract.fields().stream()
                        .filter(field -> field.type() == FieldType.ENUM)
                        .filter(field -> field.valueSchema().getEnumDefault() == null)
                        .map(ContractField::name))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void standWhereTheirNamesSay(Path file) {
        var contract = ContractReader.read(file).orThrow();

        assertThat(file.toString()).endsWith(contract.name() + ".yaml");
    }

    @ParameterizedTest
    @MethodSource("files")
    void haveAWireSchemaOfTheirOpenFieldsInSchemaOrder(Path file) {
        var contract = ContractReader.read(file).orThrow();

        var wire = contract.wireSchema();

        assertThat(wire.schema().getFields().stream().map(Schema.Field::name))
                .containsExactlyElementsOf(
                        contract.openFields().stream().map(ContractField::name).toList());
        assertThat(new Schema.Parser().parse(wire.text())).isEqualTo(wire.schema());
        for (var field : wire.schema().getFields()) {
            var whole = contract.schema().getField(field.name());
            assertThat(field.schema()).isEqualTo(whole.schema());
            assertThat(field.doc()).isEqualTo(whole.doc());
            assertThat(field.hasDefaultValue()).isEqualTo(whole.hasDefaultValue());
        }
    }

    @Test
    void theResidentRegisterHidesWhoItSpeaksOf() {
        var resident = ProjectContracts.read("population/resident");

        assertThat(resident.hasPseudonymousKey()).isTrue();
        assertThat(resident.records()).isEqualTo(RecordKind.STATE);
        assertThat(resident.openFields().stream().map(ContractField::name))
                .containsExactly(
                        "registeredDivisionCode", "vitalStatus", "sourceAgencyUscc", "recordVersion", "updatedAt");
        assertThat(resident.wireSchema().text()).doesNotContain("residentId", "fullName", "birthDate");
    }

    @Test
    void stateAssetReturnsCiteWhyTheyAreNotShared() {
        var group = ProjectContracts.read("state-assets/soe-return").open();

        assertThat(group.sharing()).isEqualTo(Sharing.NOT_SHARED);
        assertThat(group.legalBasis()).isPresent();
    }

    @Test
    void aFaultOfAWithheldFieldShowsNothingOfTheValue() {
        var id =
                ProjectContracts.read("population/resident").field("residentId").orElseThrow();
        var found = new ArrayList<Violation>();

        boolean good = id.check("11010119900307451X", found::add);

        assertThat(good).isFalse();
        assertThat(found).singleElement().satisfies(violation -> {
            assertThat(violation.value()).isNull();
            assertThat(violation.reason().code()).isEqualTo("contract.rule.check-digits");
            assertThat(violation.toString()).doesNotContain("1101");
        });
    }

    @Test
    void aFaultOfAnOpenFieldShowsTheValue() {
        var division = ProjectContracts.read("population/resident")
                .field("registeredDivisionCode")
                .orElseThrow();
        var found = new ArrayList<Violation>();

        division.check("440102", found::add);

        assertThat(found).singleElement().satisfies(violation -> {
            assertThat(violation.value()).isEqualTo("440102");
            assertThat(violation.reason().code()).isEqualTo("contract.rule.division-code-withdrawn");
            assertThat(violation.reason().parameters()).containsKey("lastEdition");
        });
    }

    @Test
    void aWithdrawnCodeOfAWithheldFieldDoesNotTellItsEdition() {
        var division = ProjectContracts.read("population/resident")
                .field("residenceDivisionCode")
                .orElseThrow();
        var found = new ArrayList<Violation>();

        division.check("440102", found::add);

        assertThat(found).singleElement().satisfies(violation -> assertThat(
                        violation.reason().parameters())
                .containsEntry("lastEdition", "***"));
    }
}
