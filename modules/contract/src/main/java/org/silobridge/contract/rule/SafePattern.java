package org.silobridge.contract.rule;

import java.util.ArrayDeque;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Compiles a regular expression that no row can keep busy: no back references, no look-around, no flags, and no
 * repetition of a group that has repetitions or alternatives in it, so that no value makes it take exponential time.
 */
public final class SafePattern {
    /** The longest expression. */
    public static final int MAX_LENGTH = 512;

    private SafePattern() {}

    /**
     * The compiled expression.
     *
     * @throws IllegalArgumentException with the reason, if it does not compile or is not safe
     */
    public static Pattern compile(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("longer than " + MAX_LENGTH + " characters");
        }
        Pattern pattern;
        try {
            pattern = Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(e.getDescription() + " at " + e.getIndex());
        }
        refuseUnsafe(text);
        return pattern;
    }

    private static void refuseUnsafe(String text) {
        // For each open group: whether what stands before it in the group around it is variable.
        var groups = new ArrayDeque<Boolean>();
        boolean variable = false; // this group so far can match in more than one way
        boolean variableGroup = false; // the thing just read is a group that can
        int classDepth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean repeated = variableGroup;
            variableGroup = false;
            if (c == '\\') {
                char escaped = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
                if ((escaped >= '1' && escaped <= '9') || escaped == 'k' || escaped == 'Q') {
                    throw new IllegalArgumentException("uses \\" + escaped + ", which is not allowed");
                }
                i++;
            } else if (c == '[') {
                classDepth++;
            } else if (classDepth > 0) {
                classDepth -= c == ']' ? 1 : 0;
            } else if (c == '(') {
                if (text.startsWith("(?", i) && !text.startsWith("(?:", i)) {
                    throw new IllegalArgumentException("uses (? other than (?:, which is not allowed");
                }
                i += text.startsWith("(?:", i) ? 2 : 0;
                groups.push(variable);
                variable = false;
            } else if (c == ')') {
                variableGroup = variable;
                variable |= groups.pop();
            } else if (c == '|' || c == '?') {
                variable = true;
            } else if (c == '*' || c == '+' || c == '{') {
                if (repeated) {
                    throw new IllegalArgumentException(
                            "repeats a group that has repetitions or alternatives in it, which is not allowed");
                }
                int end = c == '{' ? text.indexOf('}', i) : i;
                variable |= c != '{' || text.substring(i, end).contains(",");
                i = end;
            }
        }
    }
}
