package org.silobridge.contract.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/** What is wrong with one document. */
final class Findings {
    private record Found(int line, Violation violation) {}

    private final String document;
    private final List<Found> found = new ArrayList<>();

    Findings(String document) {
        this.document = document;
    }

    void add(int line, String path, @Nullable String value, Reason reason) {
        var where = document + ":" + line + (path.isEmpty() ? "" : " " + path);
        add(line, new Violation(where, value, reason));
    }

    /** A violation that has its path already, said at {@code line} of this document. */
    void add(int line, Violation violation) {
        found.add(new Found(line, violation));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    int size() {
        return found.size();
    }

    /** By line; each once. */
    List<Violation> inOrder() {
        return found.stream()
                .sorted(Comparator.comparingInt(Found::line))
                .map(Found::violation)
                .distinct()
                .toList();
    }
}
