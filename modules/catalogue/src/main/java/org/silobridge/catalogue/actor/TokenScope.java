package org.silobridge.catalogue.actor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/**
 * What a token opens of what its actor may do: {@code all}, {@code read} (whatever changes nothing), operations of the
 * API by their ids, or several of these, which add up. It never gives a right: {@link Permission} is asked as well.
 */
public record TokenScope(Set<String> words) {
    public static final TokenScope ALL = new TokenScope(Set.of("all"));

    private static final String EVERYTHING = "all";
    private static final String READING = "read";

    public TokenScope {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a scope without a word");
        }
        // A word that is none any more opens nothing; it does not keep an old token from being read.
        words = Set.copyOf(words);
    }

    /** A scope as it is asked for; a violation for each word that is none. Nothing asked for is {@link #ALL}. */
    static Outcome<TokenScope> parse(List<String> asked) {
        if (asked.isEmpty()) {
            return Outcome.ok(ALL);
        }
        var violations = new ArrayList<Violation>();
        for (int i = 0; i < asked.size(); i++) {
            if (!isWord(asked.get(i))) {
                violations.add(new Violation(
                        "scope[" + i + "]", asked.get(i), Reason.of("catalogue.actor.token-scope-unknown")));
            }
        }
        return violations.isEmpty()
                ? Outcome.ok(new TokenScope(new LinkedHashSet<>(asked)))
                : Outcome.invalid(Reason.of("catalogue.actor.token-invalid", "count", violations.size()), violations);
    }

    /** Whether it opens this. */
    public boolean admits(Permission permission) {
        return words.contains(EVERYTHING)
                || words.contains(permission.operation())
                || (permission.onlyReads() && words.contains(READING));
    }

    /** Whether all that the other one opens, today or after operations were added, is opened by this one. */
    boolean covers(TokenScope other) {
        return words.contains(EVERYTHING)
                || other.words.stream()
                        .allMatch(word -> words.contains(word)
                                || (words.contains(READING)
                                        && operation(word)
                                        && Permission.of(word).onlyReads()));
    }

    /** In one order, whatever it was asked for in. */
    public List<String> list() {
        return words.stream().sorted().toList();
    }

    @Override
    public String toString() {
        return String.join(", ", list());
    }

    private static boolean isWord(String word) {
        return word.equals(EVERYTHING) || word.equals(READING) || operation(word);
    }

    private static boolean operation(String word) {
        return Arrays.stream(Permission.values())
                .anyMatch(row -> row.needsActor() && row.operation().equals(word));
    }
}
