package org.silobridge.catalogue.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.model.Outcome;

class ClockFilesTest {
    private static final String CLOSES = """
            apiVersion: silobridge.org/v1
            kind: ClockProfile
            name: TEST
            title: {en: Test, zh: 测试}
            closes: {at: "17:30", basis: {en: rule, zh: 规则}, confirmed: true}
            """;

    @TempDir
    Path folder;

    @Test
    void everyProfileThatTheProductBringsReadsAndBearsItsName() {
        assertThat(ClockProfileFile.BROUGHT)
                .allSatisfy(name ->
                        assertThat(ClockProfileFile.brought(name).name()).isEqualTo(name));
    }

    @Test
    void theDefaultProfileHasEveryNumberOfTheDesignAndOwnsThatNobodyReadTheDecree() {
        var profile = ClockProfileFile.brought(ClockProfileFile.DEFAULT);

        assertThat(profile.required(Step.CONFORMITY_CHECK).days()).isEqualTo(2);
        assertThat(profile.required(Step.GRANT_BY_RULE).days()).isEqualTo(1);
        assertThat(profile.required(Step.ANSWER))
                .extracting(Limit::days, Limit::extension)
                .containsExactly(10, 10);
        assertThat(profile.limit(Step.DELIVERY).orElseThrow().days()).isEqualTo(20);
        assertThat(profile.limit(Step.CORRECTION).orElseThrow().extension()).isEqualTo(10);
        assertThat(profile.limits().values()).noneMatch(Limit::confirmed);
        assertThat(profile.limit(Step.CATALOGUING)).isEmpty();
    }

    @Test
    void aProfileSaysWhichLimitsItLacksAndWhatElseIsWrong() {
        var read = ClockProfileFile.read("test", CLOSES + """
                limits:
                  conformity-check: {days: 0, basis: {en: rule, zh: 规则}}
                  grant-by-rule: {days: 1, basis: {en: rule}}
                  answer: {days: 10, extenson: 5, basis: {en: rule, zh: 规则}}
                  supplement: {days: 15, basis: {en: rule, zh: 规则}}
                  negotiation: {days: 15, basis: {en: rule, zh: 规则}}
                """);

        assertThat(codes(read))
                .containsExactlyInAnyOrder(
                        "contract.yaml.not-a",
                        "contract.yaml.missing-key",
                        "contract.yaml.unknown-key-nearest",
                        "catalogue.clock.limit-missing");
    }

    @Test
    void aCalendarSaysEveryDayThatCannotBe() throws IOException {
        var file = folder.resolve("calendar.yaml");
        Files.writeString(file, """
                apiVersion: silobridge.org/v1
                kind: Calendar
                name: TEST
                title: {en: Test, zh: 测试}
                source: nobody
                licence: none
                weekend: [saturday, sonnabend]
                years:
                  2027:
                    holidays: {2027-01-01: New Year, 2026-12-31: the year before, 2027-02-30: never}
                  2028:
                    holidays: {2028-01-03: New Year}
                    makeUpWorkdays: {2028-01-03: New Year}
                  next: {}
                """);

        assertThat(codes(CalendarFile.read(file)))
                .containsExactlyInAnyOrder(
                        "catalogue.clock.not-a-weekday",
                        "catalogue.clock.not-a-day-of-the-year",
                        "catalogue.clock.not-a-day-of-the-year",
                        "catalogue.clock.free-and-worked",
                        "catalogue.clock.not-a-year");
    }

    private static List<String> codes(Outcome<?> read) {
        assertThat(read).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused<?>) read)
                .refusal().violations().stream()
                        .map(violation -> violation.reason().code())
                        .toList();
    }
}
