package org.silobridge.connector.row;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.mapping.FieldMapping;
import org.silobridge.connector.mapping.Origin;
import org.silobridge.connector.source.Utf8Row;

/**
 * Finds the bytes of one field in a row: the same as the text of its mapping, without making it. For one thread.
 */
final class FieldText {
    enum Found {
        /** {@link #bytes} from {@link #from} to {@link #to}. */
        TEXT,
        /** There is no value. */
        NOTHING,
        /** Only the simple way knows. */
        UNSURE
    }

    private static final byte[] NONE = {};

    private final int[] columns;
    private final boolean trim;
    private final Words nulls;
    private final Words words;
    private final byte[][] replacements;
    private final byte[][] between;
    private final byte @Nullable [] constant;
    private final ReusedBytes composed = new ReusedBytes(64);
    private byte[] bytes = NONE;
    private int from;
    private int to;

    /** @param replaced whether the mapping's words are replaced here; else whoever reads the text knows them */
    FieldText(FieldMapping mapping, List<String> allColumns, boolean replaced) {
        var origin = mapping.origin();
        this.columns = origin.columns().stream().mapToInt(allColumns::indexOf).toArray();
        this.trim = mapping.trim();
        this.nulls = new Words(mapping.nulls());
        var texts = List.copyOf(
                replaced ? mapping.words().entrySet() : Map.<String, String>of().entrySet());
        this.words = new Words(texts.stream().map(Map.Entry::getKey).toList());
        this.replacements = texts.stream().map(entry -> utf8(entry.getValue())).toArray(byte[][]::new);
        this.between = origin instanceof Origin.Composition composition
                ? composition.texts().stream().map(FieldText::utf8).toArray(byte[][]::new)
                : new byte[0][];
        this.constant = origin instanceof Origin.Constant same ? utf8(same.text()) : null;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    Found find(Utf8Row row) {
        var found = raw(row);
        if (found == Found.TEXT && !words.isEmpty()) {
            int word = words.indexOf(bytes, from, to);
            if (word >= 0) {
                set(replacements[word]);
            }
        }
        return found;
    }

    private Found raw(Utf8Row row) {
        var same = constant;
        if (same != null) {
            set(same);
            return Found.TEXT;
        }
        if (between.length > 0) {
            return composed(row);
        }
        for (int column : columns) {
            var found = column(row, column);
            if (found != Found.NOTHING) {
                return found;
            }
        }
        return Found.NOTHING;
    }

    private Found composed(Utf8Row row) {
        composed.clear();
        composed.write(between[0]);
        for (int i = 0; i < columns.length; i++) {
            var found = column(row, columns[i]);
            if (found != Found.TEXT) {
                return found;
            }
            composed.write(bytes, from, to - from);
            composed.write(between[i + 1]);
        }
        bytes = composed.array();
        from = 0;
        to = composed.length();
        return Found.TEXT;
    }

    private Found column(Utf8Row row, int column) {
        int start = row.start(column);
        if (start < 0) {
            return Found.UNSURE;
        }
        int end = row.end(column);
        var buffer = row.buffer();
        if (trim) {
            while (start < end && isWhite(buffer[start])) {
                start++;
            }
            while (end > start && isWhite(buffer[end - 1])) {
                end--;
            }
            if (end - start >= 3
                    && (isWideSpace(buffer, start) || (buffer[end - 1] < 0 && isWideSpace(buffer, end - 3)))) {
                return Found.UNSURE;
            }
        }
        if (start == end || (!nulls.isEmpty() && nulls.indexOf(buffer, start, end) >= 0)) {
            return Found.NOTHING;
        }
        bytes = buffer;
        from = start;
        to = end;
        return Found.TEXT;
    }

    /** ASCII of {@link Character#isWhitespace}. */
    private static boolean isWhite(byte c) {
        return c <= ' ' && c > 0 && (c == ' ' || (c >= '\t' && c <= '\r') || c >= 0x1C);
    }

    /** Whether one of Unicode's other white spaces stands here: they are rare, and not all of them count. */
    private static boolean isWideSpace(byte[] bytes, int at) {
        int second = bytes[at + 1] & 0xFF;
        int third = bytes[at + 2] & 0xFF;
        return switch (bytes[at] & 0xFF) {
            case 0xE1 -> second == 0x9A && third == 0x80;
            case 0xE2 ->
                (second == 0x80 && (third <= 0x8A || third == 0xA8 || third == 0xA9))
                        || (second == 0x81 && third == 0x9F);
            case 0xE3 -> second == 0x80 && third == 0x80;
            default -> false;
        };
    }

    private void set(byte[] text) {
        bytes = text;
        from = 0;
        to = text.length;
    }

    byte[] bytes() {
        return bytes;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }
}
