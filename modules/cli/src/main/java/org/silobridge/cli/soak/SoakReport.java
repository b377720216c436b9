package org.silobridge.cli.soak;

import java.io.PrintStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a soak run came to.
 *
 * @param facts what was done and counted, in the order to be told
 * @param violations what did not hold; empty if all did
 */
public record SoakReport(Map<String, Object> facts, List<String> violations) {
    private static final int SHOWN = 50;

    public SoakReport {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        violations = List.copyOf(violations);
    }

    /** Whether everything held. */
    public boolean held() {
        return violations.isEmpty();
    }

    /** Tells it to people. */
    public void printTo(PrintStream out) {
        facts.forEach((name, value) -> out.println(name + ": " + value));
        if (held()) {
            out.println("Everything held.");
            return;
        }
        out.println(violations.size() + " violations:");
        violations.stream().limit(SHOWN).forEach(violation -> out.println("  " + violation));
        if (violations.size() > SHOWN) {
            out.println("  and " + (violations.size() - SHOWN) + " more");
        }
    }
}
