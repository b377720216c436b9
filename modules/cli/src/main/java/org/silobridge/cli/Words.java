package org.silobridge.cli;

import java.util.Arrays;
import org.silobridge.model.Reason;

/** Reads words of the model from the command line. */
final class Words {
    private Words() {}

    /** The constant whose {@code toString} is {@code text}; refused with all words there are. */
    static <E extends Enum<E>> E of(String option, String text, E[] words) {
        return Arrays.stream(words)
                .filter(word -> word.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> ClientOptions.invalid(
                        option, text, Reason.of("cli.value.word", "words", Arrays.toString(words))));
    }
}
