package org.silobridge.cli.soak;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Collects what does not hold. Safe for use by many threads. */
public final class Findings {
    private final List<String> all = new ArrayList<>();

    public synchronized void add(String violation) {
        all.add(violation);
    }

    public synchronized List<String> all() {
        return List.copyOf(all);
    }

    /** Both sets have the same elements; each difference is a violation of its own. */
    public void same(String what, Set<String> expected, Set<String> found) {
        var missing = new TreeSet<>(expected);
        missing.removeAll(found);
        missing.forEach(element -> add(what + ": missing: " + element));
        var surplus = new TreeSet<>(found);
        surplus.removeAll(expected);
        surplus.forEach(element -> add(what + ": not expected: " + element));
    }

    /** Exactly the expected elements were counted, each once. */
    public void once(String what, Set<String> expected, Map<String, Integer> counted) {
        same(what, expected, new HashSet<>(counted.keySet()));
        counted.forEach((element, count) -> {
            if (count != 1) {
                add(what + ": " + count + " times: " + element);
            }
        });
    }

    public void check(boolean holds, String violation) {
        if (!holds) {
            add(violation);
        }
    }
}
