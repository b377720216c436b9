package org.silobridge.connector.source.xlsx;

import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLStreamConstants;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.file.BrokenFileException;
import org.silobridge.connector.source.xml.Allowance;
import org.silobridge.connector.source.xml.XmlReading;
import org.silobridge.model.Reason;

/** The rows of a sheet that have any text, one after the other, in memory for one row. */
final class XlsxSheet implements Closeable {
    private static final int MAX_COLUMNS = 16_384;
    private static final int MAX_ROWS = 1_048_576;
    private static final LocalDate DAY_0 = LocalDate.of(1899, 12, 30);
    private static final LocalDate DAY_0_OF_1904 = LocalDate.of(1904, 1, 1);
    private static final double LAST_DAY = 2_958_466;

    private final Workbook workbook;
    private final XmlReading xml;
    private final Allowance allowance;
    private final List<String> cells = new ArrayList<>();
    private long number;

    XlsxSheet(Workbook workbook, XmlReading xml, Allowance allowance) {
        this.workbook = workbook;
        this.xml = xml;
        this.allowance = allowance;
    }

    /** Goes to the next row that has any text. @return false at the end */
    boolean next() throws IOException {
        while (true) {
            allowance.renew();
            int event = xml.next();
            if (event == XMLStreamConstants.END_DOCUMENT) {
                return false;
            }
            if (event == XMLStreamConstants.START_ELEMENT && xml.name().equals("row")) {
                var stated = xml.attribute("r");
                long here = stated == null ? number + 1 : number(stated, MAX_ROWS);
                if (here <= number) {
                    throw malformed();
                }
                number = here;
                readRow();
                if (cells.stream().anyMatch(text -> !text.isEmpty())) {
                    return true;
                }
            }
        }
    }

    private void readRow() throws IOException {
        cells.clear();
        while (true) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT && xml.name().equals("row")) {
                return;
            }
            if (event == XMLStreamConstants.START_ELEMENT && xml.name().equals("c")) {
                readCell();
            }
        }
    }

    private void readCell() throws IOException {
        var at = xml.attribute("r");
        int column = at == null ? cells.size() : column(at);
        if (column < cells.size() || column >= MAX_COLUMNS) {
            throw malformed();
        }
        var type = xml.attribute("t");
        var style = xml.attribute("s");
        var value = new StringBuilder();
        String inline = null;
        boolean within = false;
        while (true) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                if (xml.name().equals("is")) {
                    inline = Workbook.richText(xml);
                } else {
                    within = xml.name().equals("v");
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                within = false;
                if (xml.name().equals("c")) {
                    break;
                }
            } else if (within) {
                xml.text(value);
            }
        }
        while (cells.size() < column) {
            cells.add("");
        }
        cells.add(inline != null ? inline : text(type == null ? "n" : type, style, value.toString()));
    }

    private String text(String type, @Nullable String style, String value) throws IOException {
        if (value.isEmpty()) {
            return "";
        }
        switch (type) {
            case "s" -> {
                var text = workbook.text((int) number(value.strip(), Integer.MAX_VALUE));
                if (text == null) {
                    throw malformed();
                }
                return text;
            }
            case "b" -> {
                return value.strip().equals("1") ? "true" : "false";
            }
            case "n" -> {
                return number(value.strip(), style);
            }
            default -> {
                // str of a formula, d of ISO 8601, e of an error such as #N/A
                return Workbook.unescaped(value);
            }
        }
    }

    private String number(String value, @Nullable String style) throws IOException {
        double number;
        try {
            number = Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw malformed();
        }
        if (!Double.isFinite(number)) {
            throw malformed();
        }
        if (style != null
                && number >= 0
                && number < LAST_DAY
                && workbook.isDateStyle((int) number(style, Integer.MAX_VALUE))) {
            return date(number, workbook.from1904());
        }
        // The shortest text of the same number: a workbook may say 0.28999999999999998 for 0.29.
        var plain = new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
        return plain;
    }

    /** A count of days as ISO 8601: a date, a date with its time, or a time alone for less than a day. */
    static String date(double days, boolean from1904) {
        long millis = Math.round(days * 86_400_000d);
        long day = millis / 86_400_000;
        var time = LocalTime.ofNanoOfDay(millis % 86_400_000 * 1_000_000);
        if (day == 0 && !from1904) {
            return time.format(DateTimeFormatter.ISO_LOCAL_TIME);
        }
        // Day 60 would be 29 February 1900, which was none: the days before it are counted from a day later.
        var date = from1904 ? DAY_0_OF_1904.plusDays(day) : DAY_0.plusDays(day < 60 ? day + 1 : day);
        return time.equals(LocalTime.MIDNIGHT)
                ? date.toString()
                : LocalDateTime.of(date, time).format(DateTimeFormatter.ISO_LOCAL_DATE_TIME);
    }

    private static long number(String text, long max) throws IOException {
        if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) > max) {
            throw malformed();
        }
        return Long.parseLong(text);
    }

    /** The column of a cell such as {@code AB12}, from 0. */
    private static int column(String cell) throws IOException {
        int column = 0;
        int i = 0;
        for (; i < cell.length() && i < 4 && cell.charAt(i) >= 'A' && cell.charAt(i) <= 'Z'; i++) {
            column = column * 26 + cell.charAt(i) - 'A' + 1;
        }
        if (i == 0) {
            throw malformed();
        }
        return column - 1;
    }

    /** The name of a column without a header: A, B, … Z, AA. */
    static String letters(int column) {
        var letters = new StringBuilder();
        for (int left = column + 1; left > 0; left = (left - 1) / 26) {
            letters.insert(0, (char) ('A' + (left - 1) % 26));
        }
        return letters.toString();
    }

    private static BrokenFileException malformed() {
        return new BrokenFileException(Reason.of("connector.source.no-xlsx"));
    }

    /** The texts of the row from column A on; those behind the last are empty. */
    List<String> cells() {
        return cells;
    }

    /** The number of the row, from 1. */
    long number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        xml.close();
    }
}
