package org.silobridge.contract.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Texts that match a regular expression of the kind that contracts may use: literals, classes, groups, alternatives and
 * repetitions. What it does not understand it passes over; whoever uses a text checks it against the rule.
 *
 * <p>Distinct indexes give distinct texts unless the expression matches a text in two ways ({@code a?a?}).
 */
final class PatternValues {
    /** What classes are tried with first, so that texts can be read; then all other characters. */
    private static final String PLAIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static final String OTHERS = "-_./: +#@~=*'()!$%?[]{}|^;,<>&\"\\`中文样例数据省市区县";

    private static final int MOST = 64;

    /** How much longer than its least an open or wide repetition gets. */
    private static final int WIDEST = 24;

    private static final int OPEN = 8;

    private final String pattern;
    private int at;

    private PatternValues(String pattern) {
        this.pattern = pattern;
    }

    static Values of(Pattern pattern) {
        var root = new PatternValues(pattern.pattern()).alternatives();
        return Values.counted(root.size(), index -> {
            var text = new StringBuilder();
            root.write(text, new Digits(index));
            return text.toString();
        });
    }

    /** A part of an expression. */
    private interface Node {
        long size();

        void write(StringBuilder out, Digits digits);
    }

    /** An index, taken apart digit by digit; when it is used up, further digits look like chance. */
    private static final class Digits {
        private final long index;
        private long left;
        private long room = Values.MANY;
        private int drawn;

        Digits(long index) {
            this.index = index;
            this.left = index;
        }

        long below(long size) {
            if (room <= 1) {
                return Long.remainderUnsigned(Scatter.mixed(index + ++drawn * 0x9E3779B97F4A7C15L), size);
            }
            long digit = left % size;
            left /= size;
            room /= size;
            return digit;
        }
    }

    private record Literal(String text) implements Node {
        @Override
        public long size() {
            return 1;
        }

        @Override
        public void write(StringBuilder out, Digits digits) {
            out.append(text);
        }
    }

    private record OneOfCharacters(String characters) implements Node {
        @Override
        public long size() {
            return characters.length();
        }

        @Override
        public void write(StringBuilder out, Digits digits) {
            out.append(characters.charAt((int) digits.below(characters.length())));
        }
    }

    private record Sequence(List<Node> parts) implements Node {
        @Override
        public long size() {
            return parts.stream().mapToLong(Node::size).reduce(1, Values::times);
        }

        @Override
        public void write(StringBuilder out, Digits digits) {
            parts.forEach(part -> part.write(out, digits));
        }
    }

    /** One of several; each takes as many of the indexes as it has texts. */
    private record Choice(List<Node> options, long size) implements Node {
        Choice(List<Node> options) {
            this(options, options.stream().mapToLong(Node::size).reduce(0, (a, b) -> Math.min(a + b, Values.MANY)));
        }

        @Override
        public void write(StringBuilder out, Digits digits) {
            long index = digits.below(size);
            for (var option : options) {
                if (index < option.size()) {
                    option.write(out, new Digits(index));
                    return;
                }
                index -= option.size();
            }
        }
    }

    private Node alternatives() {
        var options = new ArrayList<Node>();
        options.add(sequence());
        while (at < pattern.length() && pattern.charAt(at) == '|') {
            at++;
            options.add(sequence());
        }
        return options.size() == 1 ? options.get(0) : new Choice(options);
    }

    private Node sequence() {
        var parts = new ArrayList<Node>();
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            parts.add(repeated(atom()));
        }
        return parts.size() == 1 ? parts.get(0) : new Sequence(parts);
    }

    private Node atom() {
        int from = at;
        char c = pattern.charAt(at);
        if (c == '(') {
            at += pattern.startsWith("(?:", at) ? 3 : 1;
            var inner = alternatives();
            at++;
            return inner;
        }
        if (c == '^' || c == '$') {
            at++;
            return new Literal("");
        }
        if (c == '[') {
            at = classEnd();
            return characters(pattern.substring(from, at));
        }
        if (c == '\\') {
            at = escapeEnd();
            return characters(pattern.substring(from, at));
        }
        at = pattern.offsetByCodePoints(at, 1);
        return c == '.' ? characters(".") : new Literal(pattern.substring(from, at));
    }

    /** Plain characters that the class, or the escaped character, matches; where it matches none, others. */
    private static Node characters(String expression) {
        var one = Pattern.compile(expression).asMatchPredicate();
        var matching = Stream.of(PLAIN.chars(), OTHERS.chars(), IntStream.rangeClosed(' ', Character.MAX_VALUE))
                .map(characters -> matching(characters, one))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse("");
        return matching.length() == 1 ? new Literal(matching) : new OneOfCharacters(matching);
    }

    private static String matching(IntStream characters, Predicate<String> one) {
        return characters
                .filter(c -> !Character.isSurrogate((char) c))
                .mapToObj(Character::toString)
                .filter(one)
                .limit(MOST)
                .collect(Collectors.joining());
    }

    private int classEnd() {
        int depth = 0;
        for (int i = at; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '[') {
                depth++;
            } else if (c == ']' && --depth == 0) {
                return i + 1;
            }
        }
        return pattern.length();
    }

    private int escapeEnd() {
        char kind = pattern.charAt(at + 1);
        if ((kind == 'p' || kind == 'P' || kind == 'x') && pattern.startsWith("{", at + 2)) {
            return pattern.indexOf('}', at) + 1;
        }
        return at
                + switch (kind) {
                    case 'p', 'P', 'c' -> 3;
                    case 'x' -> 4;
                    case 'u' -> 6;
                    default -> 2;
                };
    }

    private Node repeated(Node node) {
        if (at == pattern.length()) {
            return node;
        }
        int least;
        int most;
        switch (pattern.charAt(at)) {
            case '?' -> {
                least = 0;
                most = 1;
            }
            case '*' -> {
                least = 0;
                most = OPEN;
            }
            case '+' -> {
                least = 1;
                most = 1 + OPEN;
            }
            case '{' -> {
                int end = pattern.indexOf('}', at);
                var bounds = pattern.substring(at + 1, end).split(",", -1);
                least = Integer.parseInt(bounds[0].strip());
                most = bounds.length == 1
                        ? least
                        : bounds[1].isBlank()
                                ? least + OPEN
                                : Math.min(Integer.parseInt(bounds[1].strip()), least + WIDEST);
                at = end;
            }
            default -> {
                return node;
            }
        }
        at++;
        if (at < pattern.length() && (pattern.charAt(at) == '?' || pattern.charAt(at) == '+')) {
            at++; // Reluctant and possessive ones match the same texts, taken whole.
        }
        var counts = new ArrayList<Node>();
        for (int times = least; times <= most; times++) {
            counts.add(new Sequence(java.util.Collections.nCopies(times, node)));
        }
        return counts.size() == 1 ? counts.get(0) : new Choice(counts);
    }
}
