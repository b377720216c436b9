package org.silobridge.contract.sample;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.silobridge.contract.division.DivisionLevel;
import org.silobridge.contract.division.Divisions;
import org.silobridge.contract.identifier.CheckDigits;
import org.silobridge.contract.identifier.ElectronicCertificateId;
import org.silobridge.contract.identifier.OrganisationCode;
import org.silobridge.contract.identifier.ResidentId;
import org.silobridge.contract.identifier.SocialCreditCode;

/**
 * Identifiers whose check digits are right and that belong to nobody: people are born from 1880 to 1900, organisation
 * codes start with Y, which is not given out.
 */
final class IdentifierValues {
    private static final LocalDate FIRST_BIRTH = LocalDate.of(1880, 1, 1);
    private static final long DAYS_OF_BIRTH = LocalDate.of(1901, 1, 1).toEpochDay() - FIRST_BIRTH.toEpochDay();
    /** Sequence numbers from 996 on are kept for centenarians. */
    private static final long SEQUENCES = 995;

    private static final long ORGANISATIONS = 10_000_000;
    private static final List<String> UNIT_KINDS = List.of("91", "92", "93", "11", "12", "13", "51", "52", "53");
    private static final long CERTIFICATES = 1_000_000_000;

    private IdentifierValues() {}

    static Values of(CheckDigits identifier) {
        return switch (identifier) {
            case RESIDENT_ID -> residents();
            case SOCIAL_CREDIT_CODE -> units();
            case ORGANISATION_CODE -> Values.counted(ORGANISATIONS, IdentifierValues::organisation);
            case E_CERTIFICATE_ID -> certificates();
        };
    }

    private static Values residents() {
        var counties = Divisions.standard().inForce(DivisionLevel.COUNTY);
        return Values.counted(counties.size() * DAYS_OF_BIRTH * SEQUENCES, index -> {
            var county = counties.get((int) (index % counties.size()));
            long rest = index / counties.size();
            var born = FIRST_BIRTH.plusDays(rest % DAYS_OF_BIRTH).format(DateTimeFormatter.BASIC_ISO_DATE);
            var body = county + born + digits(1 + rest / DAYS_OF_BIRTH, 3);
            return body + ResidentId.checkDigit(body);
        });
    }

    private static Values units() {
        var counties = Divisions.standard().inForce(DivisionLevel.COUNTY);
        return Values.counted((long) UNIT_KINDS.size() * counties.size() * ORGANISATIONS, index -> {
            var kind = UNIT_KINDS.get((int) (index % UNIT_KINDS.size()));
            long rest = index / UNIT_KINDS.size();
            var body = kind + counties.get((int) (rest % counties.size())) + organisation(rest / counties.size());
            return body + SocialCreditCode.checkDigit(body);
        });
    }

    private static String organisation(long index) {
        var body = "Y" + digits(index, 7);
        return body + OrganisationCode.checkDigit(body);
    }

    private static Values certificates() {
        var units = units();
        return Values.counted(CERTIFICATES, index -> {
            var body = ElectronicCertificateId.ROOT + units.at(3) + digits(1 + index % 20, 3) + "."
                    + units.at(Long.remainderUnsigned(Scatter.mixed(index), units.size())) + "." + digits(index, 9)
                    + ".001";
            return body + "." + ElectronicCertificateId.checkDigit(body);
        });
    }

    static String digits(long number, int width) {
        var text = Long.toString(number);
        return "0".repeat(Math.max(0, width - text.length())) + text;
    }
}
