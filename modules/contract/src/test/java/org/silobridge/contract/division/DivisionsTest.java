package org.silobridge.contract.division;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.YearMonth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.silobridge.contract.division.DivisionStatus.Known;
import org.silobridge.contract.division.DivisionStatus.NotYet;
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

    /**
     * The editions themselves are the source: each line follows from the first and last edition that have the code. What
     * is said of the day a change took effect is from the State Council's approvals and is not in the table.
     */
    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource({
        // Gongzhuling: 220381 under Siping in 2002-12 to 2016-07, 220184 under Changchun (from 2020) in 2023-12
        "220381, 2002-12-01, KNOWN",
        "220381, 2020-01-20, KNOWN",
        "220381, 2023-11-30, KNOWN",
        "220381, 2023-12-01, WITHDRAWN 2016-07",
        "220184, 2016-07-31, NOT_YET 2023-12",
        "220184, 2020-07-01, KNOWN",
        "220184, 2026-01-01, KNOWN",
        // Dongshan district of Guangzhou: last in 2004-12, dissolved in 2005, gone from 2005-06
        "440102, 2005-05-31, KNOWN",
        "440102, 2005-06-01, WITHDRAWN 2004-12",
        // Nanhui district of Shanghai: last in 2008-12, dissolved in 2009, gone from 2009-12
        "310119, 2009-11-30, KNOWN",
        "310119, 2009-12-01, WITHDRAWN 2008-12",
        // Chaohu as a prefecture: last in 2010-10, dissolved in 2011-08, gone from 2011-10
        "341400, 2011-08-01, KNOWN",
        "3414, 2011-10-01, WITHDRAWN 2010-10",
        // Danzhou as a prefecture: first in 2016-07, not yet in 2015-09
        "460400, 2015-09-30, NOT_YET 2016-07",
        "4604, 2016-01-01, KNOWN",
        // Guangzhou: in all editions, so also before the first and after the last
        "440100, 1990-01-01, KNOWN",
        "44, 2030-12-31, KNOWN",
        // never a code
        "110199, 2010-01-01, UNKNOWN",
    })
    void knowsWhetherACodeWasRightOnADay(String code, LocalDate day, String expected) {
        assertThat(said(divisions.lookup(code, day))).isEqualTo(expected);
    }

    @Test
    void whatIsInForceNowIsInForceToday() {
        for (var level : DivisionLevel.values()) {
            assertThat(divisions.inForce(level))
                    .allSatisfy(code -> assertThat(divisions.lookup(code, LocalDate.of(2026, 11, 1)))
                            .isEqualTo(new Known(level)));
        }
    }

    private static String said(DivisionStatus status) {
        if (status instanceof Withdrawn withdrawn) {
            return "WITHDRAWN " + withdrawn.lastEdition();
        }
        if (status instanceof NotYet notYet) {
            return "NOT_YET " + notYet.firstEdition();
        }
        return status instanceof Known ? "KNOWN" : "UNKNOWN";
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
