package org.silobridge.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.Violation;

/**
 * Where a command speaks: results to {@code out}, everything else to {@code err}, in one language. Also what it takes
 * from its surroundings, so that nothing else reads them.
 */
final class Console {
    private final Hushable raw;
    private final Hushable rawErr;
    private final PrintStream out;
    private final PrintStream err;
    private final Clock clock;
    private final Path home;
    private final boolean terminal;
    private final Keyboard keyboard;
    private Locale locale;

    Console(OutputStream out, OutputStream err, Clock clock, Locale locale, Path home) {
        this(out, err, clock, locale, home, false, Keyboard.none());
    }

    /** As told; {@code terminal} says whether a person looks at {@code err}, on which a line may be written over. */
    Console(
            OutputStream out,
            OutputStream err,
            Clock clock,
            Locale locale,
            Path home,
            boolean terminal,
            Keyboard keyboard) {
        this.terminal = terminal;
        this.keyboard = keyboard;
        this.raw = new Hushable(out);
        this.rawErr = new Hushable(err);
        // The terminal's encoding is UTF-8 whatever LANG says: names are in Chinese.
        this.out = new PrintStream(raw, true, StandardCharsets.UTF_8);
        this.err = new PrintStream(rawErr, true, StandardCharsets.UTF_8);
        this.clock = clock;
        this.locale = locale;
        this.home = home;
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /** Standard output itself, where a broken pipe is an exception. */
    OutputStream raw() {
        return raw;
    }

    /** From here on whatever is said is lost, and nothing is logged to the terminal: the command is being ended. */
    void fallSilent() {
        raw.hush();
        rawErr.hush();
        Logging.fallSilent();
    }

    Clock clock() {
        return clock;
    }

    Locale locale() {
        return locale;
    }

    /** Whether standard error is a terminal, on which a line may be written over. */
    boolean isTerminal() {
        return terminal;
    }

    Keyboard keyboard() {
        return keyboard;
    }

    /** The user's home directory. */
    Path home() {
        return home;
    }

    void speak(Locale language) {
        locale = language;
    }

    /** A line that is no result: progress, a notice. */
    void say(Reason reason) {
        err.println(safe(reason.in(locale)));
    }

    /** One line what; each violation a line with path and value; then the way out. */
    void say(Refusal refusal) {
        err.println(safe(refusal.reason().in(locale)));
        for (Violation violation : refusal.violations()) {
            if (violation.reason().equals(refusal.reason())) {
                continue; // Said already.
            }
            var value = violation.value() == null ? "" : "  (\"" + safe(violation.value()) + "\")";
            err.println("  " + safe(violation.path()) + ": "
                    + safe(violation.reason().in(locale)) + value);
        }
        var wayOut = wayOut(refusal.kind());
        if (wayOut != null) {
            err.println(wayOut.in(locale));
        }
    }

    private static @Nullable Reason wayOut(Refusal.Kind kind) {
        return switch (kind) {
            case UNAUTHENTICATED -> Reason.of("cli.way-out.unauthenticated");
            case FORBIDDEN -> Reason.of("cli.way-out.forbidden");
            case NOT_FOUND -> Reason.of("cli.way-out.not-found");
            case UNAVAILABLE -> Reason.of("cli.way-out.unavailable");
            case INVALID, CONFLICT, NOT_ALLOWED -> null; // Their texts say what to change.
        };
    }

    /** Text of others without what would move a terminal's cursor or recolour it. */
    static String safe(String text) {
        var clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> clean.appendCodePoint(isControl(c) || bidi(c) ? '\uFFFD' : c));
        return clean.toString();
    }

    private static boolean isControl(int c) {
        return Character.getType(c) == Character.CONTROL && c != '\n' && c != '\t';
    }

    private static boolean bidi(int c) {
        return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    }
}
