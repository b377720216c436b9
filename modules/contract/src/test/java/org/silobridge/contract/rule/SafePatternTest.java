package org.silobridge.contract.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafePatternTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+",
                "(a|a)*",
                "(a?){30}",
                "(?:a{1,3})+",
                "((a+))+",
                "(a)\\1",
                "(?=a)b",
                "(?i)a",
                "\\Qa",
                "[",
                "(x+x+)+y"
            })
    void refusesWhatCanRunForEver(String pattern) {
        assertThatIllegalArgumentException().isThrownBy(() -> SafePattern.compile(pattern));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[0-9]{6}|[0-9]{12}", "[A-Z]+", "(?:[0-9]{2}){3}", "20[0-9]{2}(0[1-9]|1[0-2])?", "[(+)]+", "\\(+"
            })
    void takesWhatCannot(String pattern) {
        assertThat(SafePattern.compile(pattern).pattern()).isEqualTo(pattern);
    }
}
