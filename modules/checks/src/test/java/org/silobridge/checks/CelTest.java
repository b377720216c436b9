package org.silobridge.checks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.silobridge.model.Outcome;

/** Which expressions a contract may have. */
class CelTest {
    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // fields | expression | character | what is said of it
                "count | cuont > 1 | 1 | undeclared reference to 'cuont'",
                "count | count > total | 9 | undeclared reference to 'total'",
                "count | count >  | 8 | mismatched input",
                "count | count | 1 | expected type 'bool' but found 'int'",
                "parts | parts | 1 | expected type 'bool' but found 'wrapper(int)'",
                "count, code | count > code | 7 | found no matching overload for '_>_' applied to '(int, string)'",
                "code | code == null | 6 | found no matching overload for '_==_' applied to '(string, null)'",
                "assets | assets > 3 | 8 | found no matching overload for '_>_' applied to '(decimal, int)'",
                "assets | assets * assets > assets | 8 | found no matching overload for '_*_'",
                "assets | assets > 1.5 | 8 | found no matching overload",
                "assets, code | assets > decimal(code) | 18 | takes a constant",
                "assets | assets > decimal('1e9') | 18 | is written as in decimal(",
                "assets | assets > decimal('1,50') | 18 | is written as in decimal(",
                "start | start > date('2020-02-30') | 14 | is written as in date(",
                "start, code | start > date(code) | 14 | takes a constant",
                "start, count | start > count | 7 | found no matching overload",
                "code, count | code == 'A' | 1 | does not speak of count",
                "code | code + code == 'x' | 6 | found no matching overload for '_+_'",
                "count | [count] + [count] == [1] | 9 | found no matching overload for '_+_'",
                "code | code.matches('(a+)+') | 13 | undeclared reference to 'matches'",
                "count | [1, 2].all(x, x > count) | 11 | undeclared reference to 'all'",
                "count | [1, 2].exists(x, x > count) | 14 | undeclared reference to 'exists'",
                "count | dyn(count) == 'x' | 4 | undeclared reference to 'dyn'",
                "count | has(count.x) | 4 | undeclared reference to 'has'",
                "count | google.protobuf.Duration{seconds: count} == duration('1s') | 25 | undeclared reference",
            })
    void refuses(String fields, String expression, int position, String problem) {
        var outcome = Contracts.read(fields, expression);

        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(((Outcome.Refused<?>) outcome).refusal().violations()).anySatisfy(violation -> {
            assertThat(violation.path()).isEqualTo("sample.yaml:38 checks[0].expr");
            assertThat(violation.value()).isEqualTo(expression);
            assertThat(violation.reason().code()).isEqualTo("contract.language.expression");
            assertThat(violation.reason().parameters())
                    .containsEntry("position", String.valueOf(position))
                    .hasEntrySatisfying("problem", text -> assertThat(text).contains(problem));
        });
    }

    @Test
    void refusesWhatIsNestedTooDeep() {
        assertThat(Contracts.read("closed", "(".repeat(40) + "closed" + ")".repeat(40)))
                .isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void refusesAFieldWhoseNameTheLanguageKeepsForItself() {
        // The schema may have it; an expression cannot say it.
        assertThat(Cel.LANGUAGE.problems(
                        "package == 'x'",
                        Contracts.read("code", "code == 'A'").orThrow().fields()))
                .isNotEmpty();
    }

    @Test
    void saysWhereInAnExpressionOfSeveralLines() {
        var fields = Contracts.read("code", "code == 'A'").orThrow().fields().subList(0, 1);

        assertThat(Cel.LANGUAGE.problems("code == 'A' ||\n  kode == 'B'", fields))
                .first()
                .satisfies(problem -> assertThat(problem.position()).isEqualTo(18));
    }
}
