package org.silobridge.connector.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BytePatternTest {

    @Property(tries = 3_000)
    void agreesWithThePatternThatItStandsFor(@ForAll("expressions") String expression, @ForAll("texts") String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);

        BytePattern.of(expression).ifPresent(pattern -> assertThat(pattern.matches(bytes, 0, bytes.length))
                .as("%s on \"%s\"", expression, text)
                .isEqualTo(Pattern.compile(expression).matcher(text).matches()));
    }

    @Test
    void knowsWhatContractsUse() {
        for (var expression : List.of(
                "[A-T][0-9]{4}",
                "1[3-9][0-9]{9}",
                "20[0-9]{2}(0[1-9]|1[0-2])",
                "[A-Z]{4}",
                "[0-9]{1,12}(?:\\.[0-9]+)?",
                "\\d{6}-\\w*",
                "a?b+|c{0,3}d{2,}",
                "")) {
            assertThat(BytePattern.of(expression)).as(expression).isPresent();
        }
    }

    @Test
    void leavesToTheJdkWhatItDoesNotKnow() {
        for (var expression : List.of(
                "[^a]", "a.b", "中", "[一-龥]", "\\p{L}", "a*?", "a++", "^a$", "\\bx", "[a&&b]", "(?i)a", "[a[b]]",
                "a{9999}")) {
            assertThat(BytePattern.of(expression)).as(expression).isEmpty();
        }
    }

    @Provide
    Arbitrary<String> expressions() {
        var atoms = Arbitraries.of("a", "b", "1", "\\d", "\\w", "[ab]", "[a-c1]", "[b-]", "\\.", ".", "-");
        var counted = net.jqwik.api.Combinators.combine(
                        atoms, Arbitraries.of("", "", "?", "*", "+", "{2}", "{1,2}", "{0,1}", "{1,}", "{0}"))
                .as((atom, count) -> atom + count);
        var sequence = counted.list().ofMaxSize(4).map(parts -> String.join("", parts));
        var group = net.jqwik.api.Combinators.combine(
                        sequence.list().ofMinSize(1).ofMaxSize(3),
                        Arbitraries.of("(", "(?:"),
                        Arbitraries.of("", "?", "{2}"))
                .as((parts, open, count) -> open + String.join("|", parts) + ")" + count);
        return Arbitraries.oneOf(sequence, group)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("ab1c-._\n中").ofMaxLength(7);
    }
}
