package org.silobridge.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.silobridge.model.Violation;

/** What expressions say of records. */
class RowChecksTest {
    private static final Map<String, Object> RECORD = Map.ofEntries(
            Map.entry("code", "A1"),
            Map.entry("count", 5),
            Map.entry("total", 9_007_199_254_740_993L),
            Map.entry("share", 0.5f),
            Map.entry("rate", 0.25),
            Map.entry("closed", true),
            Map.entry("assets", new BigDecimal("10.50")),
            Map.entry("debts", new BigDecimal("10.5000")),
            Map.entry("start", LocalDate.of(2020, 2, 29)),
            Map.entry("seen", Instant.parse("2020-02-29T16:30:00.250Z")),
            Map.entry("colour", "RED"),
            Map.entry("secret", 42));

    private final List<Violation> found = new ArrayList<>();
    private final List<Violation> flagged = new ArrayList<>();

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "end, start ; end == null || end >= start",
                "start ; start >= date('2020-02-29') && start < date('2020-03-01')",
                "start, seen ; seen - start == duration('59400.25s')",
                "start ; start == timestamp('2020-02-29T00:00:00Z')",
                "start ; start.getFullYear() == 2020 && start.getMonth() == 1 && start.getDate() == 29",
                "seen ; seen.getHours('Asia/Shanghai') == 0",
                "count ; count >= 5 && count < 6 && count % 2 == 1",
                "total ; total == 9007199254740993",
                "total ; total > 9007199254740992",
                "parts, count ; parts == null || parts <= count",
                "share, rate ; rate != null && share == rate * 2.0",
                "rate, count ; rate < count",
                "closed ; closed",
                "colour ; colour in ['RED', 'BLUE']",
                "colour, closed ; colour != 'RED' || closed",
                "code ; code.startsWith('A') && size(code) == 2 && code.contains('1')",
                "assets, debts ; assets == debts",
                "assets ; assets == decimal('10.5') && assets > decimal('10.49') && assets != decimal('10.51')",
                "assets, debts ; assets + debts == decimal('21') && assets - debts == decimal('0.000')",
                "assets, debts ; debts == null || assets >= debts && assets <= debts",
                "secret ; secret == 42",
            })
    void letsAGoodRecordPass(String fields, String expression) {
        check(fields, expression, "quarantine", RECORD);

        assertThat(found).isEmpty();
        assertThat(flagged).isEmpty();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "count ; count > 5",
                "assets, debts ; debts != null && assets < debts",
                "start ; start > date('2020-02-29')",
                "colour ; colour == 'BLUE'",
                "end ; end != null",
                "secret ; secret == 41",
            })
    void findsABadOne(String fields, String expression) {
        check(fields, expression, "quarantine", RECORD);

        assertThat(found).singleElement().satisfies(fault -> {
            assertThat(fault.path()).isEqualTo("checks.the-check");
            assertThat(fault.value()).isNull();
            assertThat(fault.reason().in(Locale.ENGLISH)).isEqualTo("The check the-check does not hold: Not so.");
            assertThat(fault.reason().in(Locale.CHINESE)).isEqualTo("未通过校验 the-check：不对。");
        });
    }

    @ParameterizedTest(name = "{1}: {2}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "parts ; parts > 3 ; OVERLOAD_NOT_FOUND",
                "debts, assets ; debts - assets > debts ; OVERLOAD_NOT_FOUND",
                "count ; 10 / (count - 5) == 1 ; DIVIDE_BY_ZERO",
                "total ; total * 9007199254740993 > 0 ; NUMERIC_OVERFLOW",
                "secret ; secret / 0 == 1 ; ***",
            })
    void anExpressionWithoutAnAnswerIsAFault(String fields, String expression, String problem) {
        var record = new HashMap<>(RECORD);
        record.remove("debts");

        check(fields, expression, "quarantine", record);

        assertThat(found).singleElement().satisfies(fault -> {
            assertThat(fault.path()).isEqualTo("checks.the-check");
            assertThat(fault.reason().code()).isEqualTo("contract.rule.check-unanswered");
            assertThat(fault.reason().parameters()).containsEntry("problem", problem);
        });
    }

    @Test
    void nothingOfAWithheldValueIsSaid() {
        check("secret", "secret < 42", "quarantine", RECORD);
        check("secret", "secret / 0 == 42", "quarantine", RECORD);

        assertThat(found).hasSize(2).allSatisfy(fault -> assertThat(fault.toString())
                .doesNotContain("42"));
    }

    @Test
    void aCheckMayFlag() {
        check("count", "count > 5", "flag", RECORD);

        assertThat(found).isEmpty();
        assertThat(flagged).hasSize(1);
    }

    @Test
    void rulesOfTwoFieldsAreAskedToo() {
        var record = new HashMap<>(RECORD);
        record.put("place", "220184");

        check("count", "count > 4", "flag", record);
        record.put("start", LocalDate.of(2010, 1, 1));
        check("count", "count > 5", "flag", record);

        assertThat(found)
                .singleElement()
                .satisfies(fault -> assertThat(fault.reason().code()).isEqualTo("contract.rule.division-code-not-yet"));
        assertThat(flagged).hasSize(1);
    }

    private void check(String fields, String expression, String severity, Map<String, Object> record) {
        var contract = Contracts.read(fields, expression, severity).orThrow();
        RowChecks.of(contract).check(Contracts.values(contract, record), found::add, flagged::add);
    }
}
