package org.silobridge.it.demo;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the demo told, chapter by chapter. */
record Story(String text) {

    /** From the heading of a chapter to the next. */
    Story chapter(int number) {
        var found = Pattern.compile("(?ms)^" + number + "  [^\\n]+\\n-+\\n(.*?)(?=^\\d  |\\z)")
                .matcher(text);
        if (!found.find()) {
            throw new AssertionError("no chapter " + number + " in:\n" + text);
        }
        return new Story(found.group(1));
    }

    /** All that was told under a label, in order. */
    List<String> facts(String label) {
        return Pattern.compile("(?m)^ {3}" + Pattern.quote(label) + " \\.+ (.*)$")
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    String fact(String label) {
        var facts = facts(label);
        if (facts.isEmpty()) {
            throw new AssertionError("not told: " + label + " in:\n" + text);
        }
        return facts.get(0);
    }

    long number(String label) {
        return parsed(fact(label).split(" ", 2)[0]);
    }

    /** How many faults of each kind made rows be set aside. */
    Stream<Long> faults() {
        return Pattern.compile("(?m)^ {5}contract\\.rule\\.[a-z-]+ \\.+ ([\\d,]+)$")
                .matcher(text)
                .results()
                .map(found -> parsed(found.group(1)));
    }

    private static long parsed(String text) {
        return Long.parseLong(text.replace(",", ""));
    }
}
