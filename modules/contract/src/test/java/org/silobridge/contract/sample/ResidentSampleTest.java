package org.silobridge.contract.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.silobridge.contract.division.DivisionStatus;
import org.silobridge.contract.division.Divisions;
import org.silobridge.contract.identifier.ResidentId;
import org.silobridge.contract.identifier.SocialCreditCode;
import org.silobridge.model.DivisionCode;

class ResidentSampleTest {
    private static final ResidentSample DEMO = new ResidentSample(20261101, 6000, 0.015, new DivisionCode("44"), 0.6);
    private static final Path COMMITTED =
            Path.of(System.getProperty("silobridge.project.dir"), "deploy/demo/data/residents.csv");

    /** To write the file anew after a change of the generator: {@code ./mvnw -pl modules/contract -am test -Dtest=ResidentSampleTest -Dsurefire.failIfNoSpecifiedTests=false -Dsilobridge.write=true}. */
    @Test
    void theDemosRegisterIsWhatTheGeneratorWrites() throws IOException {
        var written = bytes(DEMO);
        if (Boolean.getBoolean("silobridge.write")) {
            Files.write(COMMITTED, written);
        }

        assertThat(Arrays.equals(Files.readAllBytes(COMMITTED), written)).isTrue();
    }

    @Test
    void exactlyTheShareAskedForBreaksTheContract() {
        var residents = DEMO.residents();

        assertThat(residents).hasSize(6000);
        assertThat(residents.stream().filter(r -> !keepsTheContract(r))).hasSize(90);
    }

    @Test
    void aSampleWithoutFaultsHasNone() {
        var residents = new ResidentSample(7, 500, 0, new DivisionCode("31"), 0.5).residents();

        assertThat(residents).allMatch(ResidentSampleTest::keepsTheContract);
    }

    @Test
    void everyFaultIsOneThatTheRulesFind() {
        for (var fault : Fault.values()) {
            var resident = new ResidentSample(7, 10, 0, new DivisionCode("44"), 1)
                    .residents()
                    .get(0);

            assertThat(keepsTheContract(fault.in(resident, new java.util.Random(1))))
                    .as(fault.name())
                    .isFalse();
        }
    }

    @Test
    void nobodyIsBornAfter1900() {
        assertThat(DEMO.residents())
                .allSatisfy(resident ->
                        assertThat(resident.residentId().substring(6, 10)).isBetween("1880", "1900"));
    }

    @Test
    void nobodyOccursTwice() {
        assertThat(DEMO.residents()).extracting(SyntheticResident::residentId).doesNotHaveDuplicates();
    }

    @Test
    void twoCanariesAreThereOneInAGoodRowAndOneInAFaultyOne() {
        var canaries = DEMO.residents().stream()
                .filter(resident -> resident.fullName().equals(ResidentSample.CANARY_NAME))
                .toList();

        assertThat(canaries).hasSize(2);
        assertThat(canaries.stream().filter(ResidentSampleTest::keepsTheContract))
                .hasSize(1);
    }

    @Test
    void mostPeopleAreOfTheHomeProvinceAndSomeOfMostOthers() {
        var provinces = DEMO.residents().stream()
                .map(resident -> resident.residentId().substring(0, 2))
                .toList();

        assertThat(provinces.stream().filter("44"::equals).count()).isBetween(3400L, 3800L);
        assertThat(provinces.stream().distinct()).hasSize(31);
    }

    @Test
    void theEncodingHoldsEveryCharacter() throws IOException {
        var text = new StringBuilder();
        DEMO.writeTo(text);

        assertThat(new String(bytes(DEMO), ResidentSample.ENCODING)).isEqualTo(text.toString());
        assertThat(text.toString()).contains("𠅤", "䶮");
        assertThat(text.toString().getBytes(StandardCharsets.UTF_8)).isNotEqualTo(bytes(DEMO));
    }

    @Test
    void anotherSeedGivesOtherPeople() {
        var other = new ResidentSample(1, 6000, 0.015, new DivisionCode("44"), 0.6);

        assertThat(other.residents().get(0)).isNotEqualTo(DEMO.residents().get(0));
    }

    @Test
    void refusesAShareThatIsNone() {
        assertThatThrownBy(() -> new ResidentSample(1, 100, 1.5, new DivisionCode("44"), 0.6))
                .hasMessage("invalidShare is not between 0 and 1: 1.5");
    }

    private static boolean keepsTheContract(SyntheticResident resident) {
        return ResidentId.isValid(resident.residentId())
                && !resident.fullName().isEmpty()
                && isDate(resident.birthDate())
                && isInForce(resident.registeredDivision())
                && (resident.residenceDivision().isEmpty() || isInForce(resident.residenceDivision()))
                && SocialCreditCode.isValid(resident.sourceAgency())
                && List.of("男", "女").contains(resident.sex());
    }

    private static boolean isInForce(String division) {
        return Divisions.standard().lookup(division) instanceof DivisionStatus.Known;
    }

    private static boolean isDate(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (java.time.DateTimeException e) {
            return false;
        }
    }

    private static byte[] bytes(ResidentSample sample) throws IOException {
        var text = new StringBuilder();
        sample.writeTo(text);
        return text.toString().getBytes(ResidentSample.ENCODING);
    }
}
