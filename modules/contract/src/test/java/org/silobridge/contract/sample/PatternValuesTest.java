package org.silobridge.contract.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.silobridge.contract.ContractField;
import org.silobridge.contract.ContractReader;
import org.silobridge.contract.ProjectContracts;
import org.silobridge.contract.rule.Matches;
import org.silobridge.contract.rule.SafePattern;

class PatternValuesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[0-9]{6}|[0-9]{9}|[0-9]{12}",
                "0[1-9]|[1-4][0-9]|5[0-6]|97|98",
                "20[0-9]{2}(0[1-9]|1[0-2])",
                "[^ ,<&\\s]{1,200}",
                "a?b*c+d{2,}",
                "\\d{3}-\\w+\\.[\\p{Lu}&&[^I]]{2}",
                "^(?:sha256|sm3):[0-9a-f]{64}$",
                "[一-龥]{2,4}",
                "[A-Z\\]\\-]x{0,3}?",
                "文号\\u3010[0-9]{4}\\x5d",
                ".{3}",
                "(?:Q[1-4]|-(?:0[1-9]|1[0-2]))?x",
            })
    void everyTextMatches(String expression) {
        var pattern = SafePattern.compile(expression);
        var values = PatternValues.of(pattern);

        var texts = LongStream.range(0, Math.min(values.size(), 2_000))
                .mapToObj(i -> (String) values.at(i * Math.max(1, values.size() / 2_000)))
                .toList();

        assertThat(texts).isNotEmpty().allMatch(text -> pattern.matcher(text).matches());
    }

    @Test
    void countsTheTextsOfAnExpressionAndMakesEachOnce() {
        var values = PatternValues.of(SafePattern.compile("[ab]{0,2}(?:-[0-9])?|c"));

        var texts = new HashSet<Object>();
        LongStream.range(0, values.size()).forEach(i -> texts.add(values.at(i)));

        assertThat(values.size()).isEqualTo((1 + 2 + 4) * 11 + 1);
        assertThat(texts).hasSize(78);
    }

    @Test
    void makesDistinctTextsWhereThereAreMoreThanItCounts() {
        var values = PatternValues.of(SafePattern.compile("[0-9a-f]{8}-[0-9a-f]{32}"));

        var texts = new HashSet<Object>();
        LongStream.range(0, 10_000).forEach(i -> texts.add(values.at(i)));

        assertThat(values.size()).isEqualTo(Values.MANY);
        assertThat(texts).hasSize(10_000);
    }

    @Test
    void understandsEveryPatternOfTheProject() {
        var patterns = ProjectContracts.files().stream()
                .map(file -> ContractReader.read(file).orThrow())
                .flatMap(contract -> contract.fields().stream())
                .map(ContractField::rules)
                .flatMap(rules ->
                        rules.stream().filter(Matches.class::isInstance).map(Matches.class::cast))
                .map(Matches::pattern)
                .toList();

        assertThat(patterns).hasSizeGreaterThan(30).allSatisfy(pattern -> {
            var values = PatternValues.of(pattern);
            assertThat(LongStream.range(0, 100).map(i -> Long.remainderUnsigned(Scatter.mixed(i), values.size())))
                    .allMatch(i -> pattern.matcher((String) values.at(i)).matches());
        });
    }
}
