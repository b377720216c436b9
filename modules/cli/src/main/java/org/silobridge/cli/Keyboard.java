package org.silobridge.cli;

import java.io.InputStream;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Where a command hears: standard input, and a person who types what nobody is to see. */
interface Keyboard {
    /** What was typed without showing; empty where nobody sits there, or they would not. */
    Optional<String> secret(String prompt);

    /** Standard input. */
    InputStream in();

    /** Of the process; nobody sits there where input or output is not a terminal. */
    static Keyboard of(InputStream in, java.io.@org.jspecify.annotations.Nullable Console terminal) {
        return new Keyboard() {
            @Override
            public Optional<String> secret(String prompt) {
                var typed = terminal == null ? null : terminal.readPassword("%s", prompt);
                if (typed == null) {
                    return Optional.empty();
                }
                try {
                    return Optional.of(CharBuffer.wrap(typed).toString());
                } finally {
                    Arrays.fill(typed, ' ');
                }
            }

            @Override
            public InputStream in() {
                return in;
            }
        };
    }

    /** Nobody sits there, and nothing is sent. */
    static Keyboard none() {
        return of(InputStream.nullInputStream(), null);
    }

    /** All of standard input, without the end of its last line. */
    default String rest() throws java.io.IOException {
        return withoutLineEnd(new String(in().readAllBytes(), StandardCharsets.UTF_8));
    }

    static String withoutLineEnd(String text) {
        return text.endsWith("\r\n")
                ? text.substring(0, text.length() - 2)
                : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
