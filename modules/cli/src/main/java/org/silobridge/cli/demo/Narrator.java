package org.silobridge.cli.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tells the story as it happens, and keeps count of what did not come out as told. For one thread.
 */
final class Narrator {
    private static final int LABEL_WIDTH = 34;

    private final PrintStream out;
    private final List<String> broken = new ArrayList<>();

    Narrator(PrintStream out) {
        this.out = out;
    }

    void chapter(String number, String title) {
        out.println();
        out.println(number + "  " + title);
        out.println("-".repeat(number.length() + 2 + title.length()));
    }

    void say(String sentence) {
        out.println("   " + sentence);
    }

    void fact(String label, Object value) {
        out.println("   " + label + " " + ".".repeat(Math.max(2, LABEL_WIDTH - label.length())) + " " + value);
    }

    /** A fact that must hold for the story to be true. */
    void check(boolean holds, String label, Object value) {
        fact(label, value + (holds ? "" : "   <-- NOT AS TOLD"));
        if (!holds) {
            broken.add(label + ": " + value);
        }
    }

    void checkEqual(Object expected, Object found, String label) {
        check(expected.equals(found), label, expected.equals(found) ? found : found + ", told: " + expected);
    }

    List<String> broken() {
        return List.copyOf(broken);
    }

    static String millis(Duration time) {
        return String.format(Locale.ROOT, "%,d ms", time.toMillis());
    }

    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
