package org.silobridge.contract.sample;

import java.util.Random;

/** A way in which a row breaks the contract of the resident register. */
enum Fault {
    /** The last character of the identity number is wrong. */
    CHECK_DIGIT {
        @Override
        SyntheticResident in(SyntheticResident resident, Random random) {
            var id = resident.residentId();
            char right = id.charAt(17);
            char wrong = right == 'X' ? '0' : right == '9' ? 'X' : (char) (right + 1);
            return resident.identifiedBy(id.substring(0, 17) + wrong);
        }
    },
    /** The division of registration never existed. */
    UNKNOWN_DIVISION {
        @Override
        SyntheticResident in(SyntheticResident resident, Random random) {
            return resident.registeredIn(
                    resident.registeredDivision().substring(0, 2) + "97" + (10 + random.nextInt(89)));
        }
    },
    /** The division of registration was merged away: right once, and not any more. */
    WITHDRAWN_DIVISION {
        @Override
        SyntheticResident in(SyntheticResident resident, Random random) {
            return resident.registeredIn(WITHDRAWN[random.nextInt(WITHDRAWN.length)]);
        }
    },
    /** The name was left out. */
    NO_NAME {
        @Override
        SyntheticResident in(SyntheticResident resident, Random random) {
            return resident.named("");
        }
    },
    /** The date of birth is no day of the calendar. */
    BAD_DATE {
        @Override
        SyntheticResident in(SyntheticResident resident, Random random) {
            return resident.bornOn(resident.birthDate().substring(0, 4) + "-02-" + (30 + random.nextInt(2)));
        }
    },
    /** Two at once. */
    SEVERAL {
        @Override
        SyntheticResident in(SyntheticResident resident, Random random) {
            return BAD_DATE.in(CHECK_DIGIT.in(resident, random), random);
        }
    };

    private static final String[] WITHDRAWN = {
        "440102", "440107", "440116", "440183", "440184", "110103", "310108", "330183"
    };

    abstract SyntheticResident in(SyntheticResident resident, Random random);
}
