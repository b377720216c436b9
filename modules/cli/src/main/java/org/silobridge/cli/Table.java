package org.silobridge.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Columns that line up on a terminal, where a Chinese character is two columns wide. */
final class Table {
    private static final String GAP = "  ";
    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... header) {
        this.header = List.of(header);
    }

    /** Adds a row; null shows as {@code -}. */
    Table row(@Nullable Object... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException("a row of " + cells.length + " under " + header);
        }
        rows.add(Arrays.stream(cells)
                .map(cell -> cell == null ? "-" : Console.safe(cell.toString().replaceAll("[\\n\\t]", " ")))
                .toList());
        return this;
    }

    void print(PrintStream out) {
        var widths = new int[header.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = width(header.get(column));
            for (var row : rows) {
                widths[column] = Math.max(widths[column], width(row.get(column)));
            }
        }
        out.println(line(header, widths));
        rows.forEach(row -> out.println(line(row, widths)));
    }

    private static String line(List<String> cells, int[] widths) {
        var line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            var cell = cells.get(column);
            line.append(cell);
            if (column < widths.length - 1) {
                line.append(" ".repeat(widths[column] - width(cell))).append(GAP);
            }
        }
        return line.toString();
    }

    /** How many columns a text takes (after Unicode's East Asian Width, for the scripts that occur here). */
    static int width(String text) {
        return text.codePoints().map(Table::width).sum();
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        boolean fullWidthForm = (c >= 0xFF01 && c <= 0xFF60) || (c >= 0xFFE0 && c <= 0xFFE6);
        boolean cjkPunctuation = c >= 0x3000 && c <= 0x303E;
        return fullWidthForm
                        || cjkPunctuation
                        || switch (Character.UnicodeScript.of(c)) {
                            case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO, YI -> true;
                            default -> c >= 0x1F300 && c <= 0x1FAFF;
                        }
                ? 2
                : 1;
    }
}
