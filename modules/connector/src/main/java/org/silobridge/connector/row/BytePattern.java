package org.silobridge.connector.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A regular expression as a table: one look-up a byte, whatever the text. For expressions of ASCII characters, classes,
 * groups, alternatives and greedy repetitions, the whole text matched; what else {@link java.util.regex.Pattern} knows
 * is not translated. Whether a whole text matches does not depend on greed, so both always agree.
 */
final class BytePattern {
    private static final int ASCII = 128;
    /** Larger tables would not stay in the processor's cache, and the expression is an odd one. */
    private static final int MOST_STATES = 200;

    private static final int MOST_NODES = 2_000;
    private static final byte DEAD = -1;

    /** For each state and ASCII character the next state. */
    private final short[] next;

    private final boolean[] accepting;

    private BytePattern(short[] next, boolean[] accepting) {
        this.next = next;
        this.accepting = accepting;
    }

    /** The table; empty where the expression has something that is not translated. */
    static Optional<BytePattern> of(String expression) {
        try {
            var reading = new Reading(expression);
            int end = reading.node();
            int start = reading.alternatives(end);
            if (reading.at < expression.length()) {
                return Optional.empty();
            }
            return table(reading, start, end);
        } catch (NotTranslated e) {
            return Optional.empty();
        }
    }

    /** Whether {@code [from, to)} matches. What is not ASCII does not. */
    boolean matches(byte[] bytes, int from, int to) {
        int state = 0;
        for (int i = from; i < to; i++) {
            byte c = bytes[i];
            if (c < 0) {
                return false;
            }
            state = next[state * ASCII + c];
            if (state < 0) {
                return false;
            }
        }
        return accepting[state];
    }

    private static Optional<BytePattern> table(Reading reading, int start, int end) {
        var numbers = new HashMap<BitSet, Short>();
        var states = new ArrayList<BitSet>();
        var rows = new ArrayList<short[]>();
        var first = new BitSet();
        reading.close(start, first);
        numbers.put(first, (short) 0);
        states.add(first);
        for (int state = 0; state < states.size(); state++) {
            var row = new short[ASCII];
            Arrays.fill(row, DEAD);
            for (int c = 0; c < ASCII; c++) {
                var reached = new BitSet();
                for (int node = states.get(state).nextSetBit(0);
                        node >= 0;
                        node = states.get(state).nextSetBit(node + 1)) {
                    var set = reading.sets.get(node);
                    if (set.get(c)) {
                        reading.close(reading.targets.get(node), reached);
                    }
                }
                if (reached.isEmpty()) {
                    continue;
                }
                var known = numbers.get(reached);
                if (known == null) {
                    if (states.size() == MOST_STATES) {
                        return Optional.empty();
                    }
                    known = (short) states.size();
                    numbers.put(reached, known);
                    states.add(reached);
                }
                row[c] = known;
            }
            rows.add(row);
        }
        var next = new short[rows.size() * ASCII];
        var accepting = new boolean[rows.size()];
        for (int state = 0; state < rows.size(); state++) {
            System.arraycopy(rows.get(state), 0, next, state * ASCII, ASCII);
            accepting[state] = states.get(state).get(end);
        }
        return Optional.of(new BytePattern(next, accepting));
    }

    /** Something that only the JDK's engine knows. */
    private static final class NotTranslated extends Exception {
        private static final long serialVersionUID = 1;
    }

    /**
     * Reads an expression into nodes from its end to its start: each part is made with the node that follows it. A node
     * has a set of characters that lead to its target, and nodes that are reached without one.
     */
    private static final class Reading {
        private static final Map<Character, String> CLASSES =
                Map.of('d', "0-9", 'w', "a-zA-Z_0-9", 's', " \t\n\u000B\f\r");
        private static final String SPECIAL = "[](){}*+?|^$.\\";

        private final String text;
        private int at;
        private final List<BitSet> sets = new ArrayList<>();
        private final List<Integer> targets = new ArrayList<>();
        private final List<List<Integer>> free = new ArrayList<>();

        Reading(String text) {
            this.text = text;
        }

        int node() throws NotTranslated {
            if (sets.size() == MOST_NODES) {
                throw new NotTranslated();
            }
            sets.add(new BitSet());
            targets.add(-1);
            free.add(new ArrayList<>());
            return sets.size() - 1;
        }

        /** All nodes that are reached from one without a character, itself included. */
        void close(int node, BitSet reached) {
            if (!reached.get(node)) {
                reached.set(node);
                free.get(node).forEach(other -> close(other, reached));
            }
        }

        /** Reads {@code a|b|c} up to a closing parenthesis or the end. @return where it starts */
        int alternatives(int end) throws NotTranslated {
            int start = node();
            free.get(start).add(sequence(end));
            while (at < text.length() && text.charAt(at) == '|') {
                at++;
                free.get(start).add(sequence(end));
            }
            return start;
        }

        private int sequence(int end) throws NotTranslated {
            int start = node();
            int here = start;
            while (at < text.length() && text.charAt(at) != '|' && text.charAt(at) != ')') {
                int from = at;
                int afterOne = node();
                int one = atom(afterOne);
                int afterAtom = at;
                int least = 1;
                int most = 1;
                if (at < text.length()) {
                    switch (text.charAt(at)) {
                        case '?' -> least = 0;
                        case '*' -> {
                            least = 0;
                            most = Integer.MAX_VALUE;
                        }
                        case '+' -> most = Integer.MAX_VALUE;
                        case '{' -> {
                            int close = text.indexOf('}', at);
                            var bounds = text.substring(at + 1, close).split(",", -1);
                            least = number(bounds[0]);
                            most = bounds.length == 1
                                    ? least
                                    : bounds[1].isEmpty() ? Integer.MAX_VALUE : number(bounds[1]);
                            at = close;
                        }
                        default -> at--;
                    }
                    at++;
                    if (at > afterAtom && at < text.length() && (text.charAt(at) == '?' || text.charAt(at) == '+')) {
                        throw new NotTranslated(); // reluctant or possessive
                    }
                }
                int after = at;
                here = repeated(here, from, one, afterOne, least, most);
                at = after;
            }
            free.get(here).add(end);
            return start;
        }

        /** Writes an atom out as often as it may stand. @return where it ends */
        private int repeated(int start, int from, int one, int afterOne, int least, int most) throws NotTranslated {
            int here = start;
            int first = one;
            int last = afterOne;
            boolean used = false;
            for (int i = 0; i < Math.max(least, most == Integer.MAX_VALUE ? least + 1 : most); i++) {
                if (used) {
                    at = from;
                    last = node();
                    first = atom(last);
                }
                used = true;
                free.get(here).add(first);
                if (i >= least) {
                    free.get(here).add(last);
                }
                if (most == Integer.MAX_VALUE && i >= least) {
                    free.get(last).add(first);
                }
                here = last;
            }
            return here;
        }

        private static int number(String digits) throws NotTranslated {
            if (digits.isEmpty() || digits.length() > 4) {
                throw new NotTranslated();
            }
            return Integer.parseInt(digits);
        }

        private int atom(int end) throws NotTranslated {
            char c = text.charAt(at);
            if (c == '(') {
                at += text.startsWith("(?:", at) ? 3 : 1;
                if (at < text.length() && text.charAt(at) == '?') {
                    throw new NotTranslated();
                }
                int start = alternatives(end);
                at++;
                return start;
            }
            int start = node();
            sets.set(start, c == '[' ? set() : single());
            targets.set(start, end);
            return start;
        }

        /** One character outside brackets. A point takes other characters than ASCII, too: not here. */
        private BitSet single() throws NotTranslated {
            char c = text.charAt(at);
            if (c == '\\') {
                return escaped();
            }
            if (SPECIAL.indexOf(c) >= 0 || c >= ASCII) {
                throw new NotTranslated();
            }
            at++;
            return of(c);
        }

        private BitSet escaped() throws NotTranslated {
            char c = text.charAt(at + 1);
            at += 2;
            var known = CLASSES.get(c);
            if (known != null) {
                return ranges(known);
            }
            if (c >= ASCII || Character.isLetterOrDigit(c)) {
                throw new NotTranslated();
            }
            return of(c);
        }

        private static BitSet ranges(String text) {
            var set = new BitSet();
            for (int i = 0; i < text.length(); i++) {
                if (i + 2 < text.length() && text.charAt(i + 1) == '-') {
                    set.set(text.charAt(i), text.charAt(i + 2) + 1);
                    i += 2;
                } else {
                    set.set(text.charAt(i));
                }
            }
            return set;
        }

        private static BitSet of(char c) {
            var set = new BitSet();
            set.set(c);
            return set;
        }

        /** A class in brackets. One that is negated takes other characters than ASCII, too: not here. */
        private BitSet set() throws NotTranslated {
            at++;
            var set = new BitSet();
            while (text.charAt(at) != ']') {
                char c = text.charAt(at);
                if (c == '[' || c == '^' || c == '&' || c >= ASCII) {
                    throw new NotTranslated();
                }
                if (c == '\\') {
                    set.or(escaped());
                    continue;
                }
                at++;
                if (text.charAt(at) == '-' && text.charAt(at + 1) != ']') {
                    char to = text.charAt(at + 1);
                    if (to == '\\' || to == '[' || to >= ASCII || to < c) {
                        throw new NotTranslated();
                    }
                    set.set(c, to + 1);
                    at += 2;
                } else {
                    set.set(c);
                }
            }
            at++;
            return set;
        }
    }
}
