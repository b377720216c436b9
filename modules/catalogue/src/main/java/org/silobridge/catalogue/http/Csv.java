package org.silobridge.catalogue.http;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A table as CSV (RFC 4180, UTF-8). No cell is a formula, whatever people named themselves: one that spreadsheets would
 * take for one begins with an apostrophe.
 */
final class Csv {
    private static final Pattern FORMULA =
            Pattern.compile("(?s)[\\s\\p{Z}\\p{Cf}]*[=+\\-@\uFF1D\uFF0B\uFF0D\uFF20].*|(?s)[\\t\\r\\n].*");
    private static final Pattern QUOTED = Pattern.compile("(?s).*[\",\r\n;].*");

    private final int width;
    private final StringBuilder text = new StringBuilder();

    Csv(Object... header) {
        width = header.length;
        row(header);
    }

    void row(Object... cells) {
        if (cells.length != width) {
            throw new IllegalArgumentException("a row of " + cells.length + " cells in a table of " + width);
        }
        text.append(Arrays.stream(cells).map(Csv::cell).collect(Collectors.joining(",")))
                .append("\r\n");
    }

    static String cell(Object value) {
        var cell = String.valueOf(value);
        if (!(value instanceof Number) && FORMULA.matcher(cell).matches()) {
            cell = "'" + cell;
        }
        return QUOTED.matcher(cell).matches() ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
