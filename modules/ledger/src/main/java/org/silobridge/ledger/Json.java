package org.silobridge.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of ledger entries and nothing more: strings, whole numbers, booleans, lists, objects; null only as a member
 * of the outermost object; no member twice; no white space; at most {@value #MAX_DEPTH} levels deep, so that no input
 * exhausts the stack. Whether the spelling is the canonical one is for the caller to see.
 */
final class Json {
    /** The largest whole number that every reader of JSON holds exactly: 2^53-1. */
    static final long MAX_NUMBER = (1L << 53) - 1;

    private static final int MAX_DEPTH = 16;

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** An unmodifiable deep copy, with every value checked and integers widened to {@code Long}. */
    static Map<String, Object> copyOf(Map<String, ?> object) {
        return object(object, 1);
    }

    /** The same, of an object whose static type is lost. */
    static Map<String, Object> object(Map<?, ?> object) {
        return object(object, 1);
    }

    private static Map<String, Object> object(Map<?, ?> object, int depth) {
        var copy = new LinkedHashMap<String, Object>();
        object.forEach((name, value) -> {
            if (!(name instanceof String text)) {
                throw new IllegalArgumentException("a member's name is text, not " + name);
            }
            copy.put(checked(text), value(value, depth + 1));
        });
        return Collections.unmodifiableMap(copy);
    }

    private static Object value(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("more than " + MAX_DEPTH + " levels deep");
        }
        if (value instanceof String text) {
            return checked(text);
        } else if (value instanceof Long || value instanceof Integer) {
            long number = ((Number) value).longValue();
            if (Math.abs(number) > MAX_NUMBER) {
                throw new IllegalArgumentException("a number beyond 2^53-1: write it as text: " + number);
            }
            return number;
        } else if (value instanceof Boolean) {
            return value;
        } else if (value instanceof List<?> list) {
            return list.stream().map(item -> value(item, depth + 1)).toList();
        } else if (value instanceof Map<?, ?> map) {
            return object(map, depth);
        }
        throw new IllegalArgumentException("text, whole numbers, booleans, lists and maps, but not "
                + (value == null ? "null" : value.getClass().getName()));
    }

    private static String checked(String text) {
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            var pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                throw new IllegalArgumentException("text with U+0000 or a lone surrogate");
            }
        }
        return text;
    }

    /** Writes JSON of any member order, for the canonicaliser to put right. */
    static String write(Map<String, @Nullable Object> object) {
        var out = new StringBuilder();
        write(out, object);
        return out.toString();
    }

    private static void write(StringBuilder out, @Nullable Object value) {
        if (value instanceof String text) {
            quote(out, text);
        } else if (value instanceof List<?> list) {
            var separator = '[';
            for (var item : list) {
                out.append(separator);
                write(out, item);
                separator = ',';
            }
            out.append(list.isEmpty() ? "[]" : "]");
        } else if (value instanceof Map<?, ?> map) {
            var separator = '{';
            for (var member : map.entrySet()) {
                out.append(separator);
                quote(out, (String) member.getKey());
                out.append(':');
                write(out, member.getValue());
                separator = ',';
            }
            out.append(map.isEmpty() ? "{}" : "}");
        } else {
            out.append(value);
        }
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\') {
                out.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    /** Reads one object that is the whole of {@code text}. */
    static Map<String, @Nullable Object> parse(String text) throws MalformedException {
        var json = new Json(text);
        var object = json.object(1);
        if (json.at != text.length()) {
            throw json.malformed("something after the object");
        }
        return object;
    }

    private Map<String, @Nullable Object> object(int depth) throws MalformedException {
        var members = new LinkedHashMap<String, @Nullable Object>();
        expect('{');
        if (take('}')) {
            return members;
        }
        do {
            var name = string();
            expect(':');
            var value = depth == 1 && takeWord("null") ? null : value(depth + 1);
            if (members.containsKey(name)) {
                throw malformed("member \"" + name + "\" twice");
            }
            members.put(name, value);
        } while (take(','));
        expect('}');
        return members;
    }

    private Object value(int depth) throws MalformedException {
        if (depth > MAX_DEPTH) {
            throw malformed("more than " + MAX_DEPTH + " levels deep");
        }
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> list(depth);
            case '"' -> string();
            case 't', 'f' -> truth();
            default -> number();
        };
    }

    private boolean truth() throws MalformedException {
        if (takeWord("true")) {
            return true;
        } else if (takeWord("false")) {
            return false;
        }
        throw malformed("a value was expected");
    }

    private List<Object> list(int depth) throws MalformedException {
        var items = new ArrayList<Object>();
        expect('[');
        if (take(']')) {
            return items;
        }
        do {
            items.add(value(depth + 1));
        } while (take(','));
        expect(']');
        return items;
    }

    private Long number() throws MalformedException {
        var negative = take('-');
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (start == at) {
            throw malformed("a value was expected");
        }
        long magnitude = Encoding.decimal(text.substring(start, at));
        return negative ? -magnitude : magnitude;
    }

    private String string() throws MalformedException {
        expect('"');
        var out = new StringBuilder();
        while (true) {
            var c = next();
            if (c == '"') {
                return out.toString();
            } else if (c < 0x20) {
                throw malformed("a control character in text");
            } else if (c != '\\') {
                out.append(c);
                continue;
            }
            var escape = next();
            switch (escape) {
                case '"', '\\', '/' -> out.append(escape);
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case 'u' -> out.append(unicode());
                default -> throw malformed("an unknown escape");
            }
        }
    }

    private char unicode() throws MalformedException {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw malformed("an unknown escape");
            }
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private boolean takeWord(String word) {
        if (text.startsWith(word, at)) {
            at += word.length();
            return true;
        }
        return false;
    }

    private boolean take(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c) throws MalformedException {
        if (!take(c)) {
            throw malformed("'" + c + "' was expected");
        }
    }

    private char peek() throws MalformedException {
        if (at >= text.length()) {
            throw malformed("it ends too early");
        }
        return text.charAt(at);
    }

    private char next() throws MalformedException {
        var c = peek();
        at++;
        return c;
    }

    private MalformedException malformed(String what) {
        return new MalformedException("not the JSON of an entry, at character " + (at + 1) + ": " + what);
    }
}
