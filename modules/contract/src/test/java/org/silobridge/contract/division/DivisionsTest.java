package org.silobridge.contract.division;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.YearMonth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.silobridge.contract.division.DivisionStatus.Known;
import org.silobridge.contract.division.DivisionStatus.Unknown;
import org.silobridge.contract.division.DivisionStatus.Withdrawn;

class DivisionsTest {
    private final Divisions divisions = Divisions.standard();

    @ParameterizedTest
    @CsvSource({
        "44, PROVINCE",
        "440000, PROVINCE",
        "440000000000, PROVINCE",
        "4401, PREFECTURE",
        "440100, PREFECTURE",
        "440100000, PREFECTURE",
        "440106, COUNTY",
        "440106003, COUNTY",
        "440106003001, COUNTY",
        "1101, PREFECTURE",
        "4419, PREFECTURE",
        "710000, PROVINCE",
        "81, PROVINCE",
        "820000, PROVINCE"
    })
    void knowsACodeInEveryLengthItIsWrittenIn(String code, DivisionLevel level) {
        assertThat(divisions.lookup(code)).isEqualTo(new Known(level));
    }

    @Test
    void tellsACodeThatWasRightOnceWithItsLastEdition() {
        assertThat(divisions.lookup("440102")).isEqualTo(new Withdrawn(DivisionLevel.COUNTY, YearMonth.of(2004, 12)));
        assertThat(divisions.lookup("220381")).isEqualTo(new Withdrawn(DivisionLevel.COUNTY, YearMonth.of(2016, 7)));
        assertThat(divisions.lookup("440102001")).isInstanceOf(Withdrawn.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "4",
                "440",
                "44010",
                "4401060",
                "99",
                "990000",
                "000000",
                "00",
                "44a1",
                "４４",
                "-44000",
                "+44000",
                "44 ",
                "110199",
                "440106003001000",
                "999999999999"
            })
    void doesNotKnowTheRest(String code) {
        assertThat(divisions.lookup(code)).isEqualTo(new Unknown());
    }

    @Test
    void namesADivisionAloneAndWithThoseAboveIt() {
        assertThat(divisions.name("440106")).contains("天河区");
        assertThat(divisions.fullName("440106")).contains("广东省广州市天河区");
        assertThat(divisions.fullName("44")).contains("广东省");
        assertThat(divisions.name("440102")).contains("东山区");
        assertThat(divisions.fullName("990000")).isEmpty();
    }

    @Test
    void holdsTheTableOf2023AndTheThreeThatItLeavesOut() {
        assertThat(divisions.inForce(DivisionLevel.PROVINCE)).hasSize(34);
        // 342, and Dongguan, Zhongshan, Danzhou stand for their one county as well
        assertThat(divisions.inForce(DivisionLevel.PREFECTURE)).hasSize(342);
        assertThat(divisions.inForce(DivisionLevel.COUNTY))
                .hasSize(2975)
                .isSorted()
                .doesNotHaveDuplicates();
    }
}
