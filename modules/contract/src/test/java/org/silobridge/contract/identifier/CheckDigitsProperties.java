package org.silobridge.contract.identifier;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What each standard promises to find, it finds. */
class CheckDigitsProperties {
    private static final String USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    @Property
    void aResidentIdIsValid(@ForAll("residents") String id) {
        assertThat(ResidentId.isValid(id)).isTrue();
    }

    @Property
    void aWrongCharacterInAResidentIdIsFound(
            @ForAll("residents") String id,
            @ForAll @IntRange(max = 17) int at,
            @ForAll("residentCharacters") char wrong) {
        Assume.that(id.charAt(at) != wrong);

        assertThat(ResidentId.isValid(with(id, at, wrong))).isFalse();
    }

    @Property
    void twoNeighboursSwappedInAResidentIdAreFound(@ForAll("residents") String id, @ForAll @IntRange(max = 16) int at) {
        Assume.that(id.charAt(at) != id.charAt(at + 1));

        assertThat(ResidentId.isValid(swapped(id, at))).isFalse();
    }

    @Property
    void aWrongCharacterInASocialCreditCodeIsFound(
            @ForAll("units") String code, @ForAll @IntRange(max = 17) int at, @ForAll("unitCharacters") char wrong) {
        Assume.that(code.charAt(at) != wrong);

        assertThat(SocialCreditCode.isValid(code)).isTrue();
        assertThat(SocialCreditCode.isValid(with(code, at, wrong))).isFalse();
    }

    @Property
    void twoNeighboursSwappedInASocialCreditCodeAreFound(
            @ForAll("units") String code, @ForAll @IntRange(max = 16) int at) {
        Assume.that(code.charAt(at) != code.charAt(at + 1));

        assertThat(SocialCreditCode.isValid(swapped(code, at))).isFalse();
    }

    @Property
    void aWrongDigitInAnOrganisationCodeIsFound(
            @ForAll("organisations") String code,
            @ForAll @IntRange(max = 8) int at,
            @ForAll @IntRange(max = 9) int digit) {
        char wrong = (char) ('0' + digit);
        Assume.that(code.charAt(at) != wrong);

        assertThat(OrganisationCode.isValid(code)).isTrue();
        assertThat(OrganisationCode.isValid(with(code, at, wrong))).isFalse();
    }

    @Property
    void twoNeighbouringDigitsSwappedInAnOrganisationCodeAreFound(
            @ForAll("organisations") String code, @ForAll @IntRange(max = 7) int at) {
        Assume.that(code.charAt(at) != code.charAt(at + 1) && code.charAt(at + 1) != 'X');

        assertThat(OrganisationCode.isValid(swapped(code, at))).isFalse();
    }

    @Property
    void aWrongCharacterInACertificateIdIsFound(
            @ForAll("certificates") String id,
            @ForAll @IntRange(max = 100) int place,
            @ForAll("alphanumeric") char wrong) {
        int at = ElectronicCertificateId.ROOT.length() + place % (id.length() - ElectronicCertificateId.ROOT.length());
        Assume.that(id.charAt(at) != wrong && id.charAt(at) != '.');

        assertThat(ElectronicCertificateId.isValid(id)).isTrue();
        assertThat(ElectronicCertificateId.isValid(with(id, at, wrong))).isFalse();
    }

    @Property
    void noTextAtAllMakesAnyOfThemFail(@ForAll String text) {
        for (var standard : CheckDigits.values()) {
            if (standard.isValid(text)) {
                assertThat(standard.isValid(standard.normalised(text))).isTrue();
            }
            assertThat(standard.normalised(standard.normalised(text))).isEqualTo(standard.normalised(text));
        }
    }

    @Provide
    Arbitrary<String> residents() {
        return Combinators.combine(
                        Arbitraries.integers().between(110000, 999999),
                        Arbitraries.integers().between(1880, 2030),
                        Arbitraries.integers().between(1, 12),
                        Arbitraries.integers().between(1, 28),
                        Arbitraries.integers().between(0, 999))
                .as((division, year, month, day, sequence) -> {
                    var body = "%06d%04d%02d%02d%03d".formatted(division, year, month, day, sequence);
                    return body + ResidentId.checkDigit(body);
                });
    }

    @Provide
    Arbitrary<Character> residentCharacters() {
        return Arbitraries.of('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'X');
    }

    @Provide
    Arbitrary<String> units() {
        var alphabet = Arbitraries.strings().withChars(USCC_ALPHABET.toCharArray());
        return Combinators.combine(
                        alphabet.ofLength(2), Arbitraries.strings().numeric().ofLength(6), alphabet.ofLength(9))
                .as((start, division, organisation) -> start + division + organisation)
                .map(body -> body + SocialCreditCode.checkDigit(body));
    }

    @Provide
    Arbitrary<Character> unitCharacters() {
        return Arbitraries.chars().with(USCC_ALPHABET.toCharArray());
    }

    @Provide
    Arbitrary<String> organisations() {
        return Arbitraries.strings().numeric().ofLength(8).map(body -> body + OrganisationCode.checkDigit(body));
    }

    @Provide
    Arbitrary<String> certificates() {
        return Combinators.combine(
                        upperAlphanumeric().ofLength(21),
                        upperAlphanumeric().ofMinLength(6).ofMaxLength(18),
                        upperAlphanumeric().ofMinLength(1).ofMaxLength(32),
                        Arbitraries.strings().numeric().ofLength(3))
                .as((type, issuer, serial, version) ->
                        ElectronicCertificateId.ROOT + type + "." + issuer + "." + serial + "." + version)
                .map(body -> body + "." + ElectronicCertificateId.checkDigit(body));
    }

    @Provide
    Arbitrary<Character> alphanumeric() {
        return Arbitraries.chars().range('0', '9').range('A', 'Z');
    }

    private static net.jqwik.api.arbitraries.StringArbitrary upperAlphanumeric() {
        return Arbitraries.strings().withCharRange('0', '9').withCharRange('A', 'Z');
    }

    private static String with(String text, int at, char other) {
        return text.substring(0, at) + other + text.substring(at + 1);
    }

    private static String swapped(String text, int at) {
        return text.substring(0, at) + text.charAt(at + 1) + text.charAt(at) + text.substring(at + 2);
    }
}
