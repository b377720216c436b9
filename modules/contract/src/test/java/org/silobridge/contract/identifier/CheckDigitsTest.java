package org.silobridge.contract.identifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckDigitsTest {
    private static final Map<CheckDigits, String> NAMES = Map.of(
            CheckDigits.RESIDENT_ID, "residentId",
            CheckDigits.SOCIAL_CREDIT_CODE, "unifiedSocialCreditCode",
            CheckDigits.ORGANISATION_CODE, "organisationCode",
            CheckDigits.E_CERTIFICATE_ID, "electronicCertificateId");

    static Stream<Arguments> valid() throws IOException {
        return vectors("valid");
    }

    static Stream<Arguments> invalid() throws IOException {
        return vectors("invalid");
    }

    @ParameterizedTest
    @MethodSource("valid")
    void acceptsWhatTheStandardsAndPracticeGive(CheckDigits standard, String text) {
        assertThat(standard.isValid(text)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("valid")
    void acceptsLowerCaseAndWritesItUpperCase(CheckDigits standard, String text) {
        var lower = text.toLowerCase(Locale.ROOT);

        assertThat(standard.isValid(lower)).isTrue();
        assertThat(standard.normalised(lower)).isEqualTo(text);
        assertThat(standard.normalised(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void refusesWhatDoesNotCheck(CheckDigits standard, String text) {
        assertThat(standard.isValid(text)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("valid")
    void refusesOneCharacterMoreOrLess(CheckDigits standard, String text) {
        assertThat(standard.isValid(text + "0")).isFalse();
        assertThat(standard.isValid(text.substring(1))).isFalse();
        assertThat(standard.isValid(text.substring(0, text.length() - 1))).isFalse();
        assertThat(standard.isValid("")).isFalse();
        assertThat(standard.isValid(" " + text)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("valid")
    void refusesCharactersBeyondAscii(CheckDigits standard, String text) {
        assertThat(standard.isValid("１" + text.substring(1))).isFalse();
        assertThat(standard.isValid(text.substring(0, text.length() - 1) + "好")).isFalse();
    }

    @Test
    void theOrganisationCodeMayHaveItsHyphen() {
        assertThat(OrganisationCode.isValid("M000100Y-4")).isTrue();
        assertThat(OrganisationCode.isValid("M000100-Y4")).isFalse();
        assertThat(OrganisationCode.normalised("m000100y-4")).isEqualTo("M000100Y4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"19491331", "19490230", "19490229", "19000229", "19490431", "19490400", "17000101"})
    void aResidentHasABirthDateOfTheCalendar(String born) {
        var body = "110105" + born + "002";

        assertThat(ResidentId.isValid(body + ResidentId.checkDigit(body))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"20000229", "18800101", "19480229"})
    void aLeapDayIsABirthDate(String born) {
        var body = "110105" + born + "002";

        assertThat(ResidentId.isValid(body + ResidentId.checkDigit(body))).isTrue();
    }

    @Test
    void theDivisionOfASocialCreditCodeIsOfDigits() {
        var body = "91A50100M000100Y4";

        assertThat(SocialCreditCode.isValid(body + SocialCreditCode.checkDigit(body)))
                .isFalse();
    }

    @Test
    void thePartsOfACertificateIdAreSeparatedByDots() {
        var valid = "1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9";

        for (int i = ElectronicCertificateId.ROOT.length(); i < valid.length(); i++) {
            if (valid.charAt(i) == '.') {
                assertThat(ElectronicCertificateId.isValid(valid.substring(0, i) + "-" + valid.substring(i + 1)))
                        .isFalse();
            }
        }
    }

    @Test
    void givesTheCheckDigitOfABody() {
        assertThat(ResidentId.checkDigit("11010519491231002")).isEqualTo('X');
        assertThat(SocialCreditCode.checkDigit("91350100M000100Y4")).isEqualTo('3');
        assertThat(OrganisationCode.checkDigit("71526726")).isEqualTo('X');
        assertThat(ElectronicCertificateId.checkDigit(
                        "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001"))
                .isEqualTo('U');
    }

    @Test
    void givesNoCheckDigitOfWhatIsNoBody() {
        assertThatThrownBy(() -> ResidentId.checkDigit("1101051949123100"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SocialCreditCode.checkDigit("91350100I000100Y4"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OrganisationCode.checkDigit("7152672-")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ElectronicCertificateId.checkDigit("1.2.3"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void contractsNameTheStandardsByWords() {
        assertThat(CheckDigits.of("resident-id")).contains(CheckDigits.RESIDENT_ID);
        assertThat(CheckDigits.of("RESIDENT_ID")).isEmpty();
    }

    private static Stream<Arguments> vectors(String which) throws IOException {
        JsonNode all;
        try (var in = CheckDigitsTest.class.getResourceAsStream("/identifier/identifiers.json")) {
            all = new ObjectMapper().readTree(in);
        }
        return NAMES.entrySet().stream().flatMap(standard -> {
            var texts = Stream.<String>builder();
            all.get(standard.getValue()).path(which).forEach(text -> texts.add(text.asText()));
            return texts.build().map(text -> Arguments.of(standard.getKey(), text));
        });
    }
}
