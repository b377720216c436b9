package org.silobridge.contract.division;

import java.util.Arrays;
import java.util.Optional;

/** The levels that GB/T 2260 codes. The order is from the top down. */
public enum DivisionLevel {
    /** Two digits: a province, autonomous region, municipality under the central government, or special region. */
    PROVINCE("province"),
    /** Four digits: a prefecture or prefecture-level city; also the group of a municipality's districts. */
    PREFECTURE("prefecture"),
    /** Six digits: a county, district or county-level city. */
    COUNTY("county");

    private final String word;

    DivisionLevel(String word) {
        this.word = word;
    }

    /** The word that contracts use. */
    public String word() {
        return word;
    }

    public static Optional<DivisionLevel> of(String word) {
        return Arrays.stream(values()).filter(v -> v.word.equals(word)).findFirst();
    }

    /** The level of a code of six digits. */
    static DivisionLevel ofSixDigits(int code) {
        return code % 10_000 == 0 ? PROVINCE : code % 100 == 0 ? PREFECTURE : COUNTY;
    }

    @Override
    public String toString() {
        return word;
    }
}
