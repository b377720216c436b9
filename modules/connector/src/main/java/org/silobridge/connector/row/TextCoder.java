package org.silobridge.connector.row;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import org.silobridge.contract.ContractField;
import org.silobridge.contract.identifier.CheckDigits;
import org.silobridge.contract.rule.CheckDigit;
import org.silobridge.contract.rule.DivisionCode;
import org.silobridge.contract.rule.Length;
import org.silobridge.contract.rule.Matches;
import org.silobridge.contract.rule.OneOf;
import org.silobridge.contract.rule.Rule;

/** Texts: they are on the wire as they are in the source, so that only their rules are work. */
final class TextCoder extends FieldCoder {
    /** One rule, on bytes. */
    private interface Check {
        boolean holds(byte[] bytes, int from, int to);
    }

    private final AsciiText ascii = new AsciiText();
    private final Check[] checks;
    private final boolean identified;
    private final boolean hyphenated;
    private byte[] bytes = {};
    private int from;
    private int to;

    TextCoder(ContractField field) {
        this.checks = Rules.of(field).stream()
                .filter(rule -> !Rules.isRequired(rule))
                .map(this::check)
                .toArray(Check[]::new);
        var identifiers = field.rules().stream()
                .filter(CheckDigit.class::isInstance)
                .map(rule -> ((CheckDigit) rule).identifier())
                .toList();
        this.identified = !identifiers.isEmpty();
        this.hyphenated = identifiers.contains(CheckDigits.ORGANISATION_CODE);
    }

    private Check check(Rule rule) {
        if (rule instanceof Length length) {
            return (source, start, end) -> holds(length, source, start, end);
        }
        if (rule instanceof OneOf oneOf) {
            var words = new Words(oneOf.values());
            return (source, start, end) -> words.indexOf(source, start, end) >= 0;
        }
        if (rule instanceof Matches matches) {
            return pattern(matches);
        }
        if (rule instanceof CheckDigit || rule instanceof DivisionCode) {
            return (source, start, end) -> ascii.view(source, start, end) && rule.check(ascii) == null;
        }
        // A rule that is not known here is asked about a text, as it expects.
        return (source, start, end) ->
                rule.check(new String(source, start, end - start, StandardCharsets.UTF_8)) == null;
    }

    private Check pattern(Matches matches) {
        var quick = BytePattern.of(matches.pattern().pattern());
        if (quick.isPresent()) {
            var pattern = quick.get();
            return (source, start, end) -> pattern.matches(source, start, end);
        }
        Matcher matcher = matches.pattern().matcher("");
        return (source, start, end) -> {
            boolean holds = ascii.view(source, start, end)
                    ? matcher.reset(ascii).matches()
                    : matcher.reset(new String(source, start, end - start, StandardCharsets.UTF_8))
                            .matches();
            return holds;
        };
    }

    private static boolean holds(Length length, byte[] bytes, int from, int to) {
        int count = to - from;
        // A character has one to four bytes: most texts need no counting.
        if (count <= length.max() && count >= 4L * length.min()) {
            return true;
        }
        int characters = 0;
        for (int i = from; i < to; i++) {
            characters += bytes[i] >= (byte) 0xC0 ? 1 : 0;
        }
        return characters >= length.min() && characters <= length.max();
    }

    @Override
    boolean write(byte[] source, int start, int end, ReusedBytes out) {
        for (var check : checks) {
            if (!check.holds(source, start, end)) {
                return false;
            }
        }
        bytes = source;
        from = start;
        to = end;
        out.writeVariable(end - start);
        out.write(source, start, end - start);
        return true;
    }

    /** ASCII without signs that are escaped is in Unicode's normal form as it stands. */
    @Override
    boolean writeKey(ReusedBytes key) {
        int start = from;
        int end = to;
        while (start < end && bytes[start] == ' ') {
            start++;
        }
        while (end > start && bytes[end - 1] == ' ') {
            end--;
        }
        for (int i = start; i < end; i++) {
            byte c = bytes[i];
            if (c < ' ' || c == 0x7F || c == '%' || c == '|' || (hyphenated && c == '-')) {
                return false;
            }
        }
        if (!identified) {
            key.write(bytes, start, end - start);
            return true;
        }
        for (int i = start; i < end; i++) {
            byte c = bytes[i];
            key.write(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
        }
        return true;
    }
}
