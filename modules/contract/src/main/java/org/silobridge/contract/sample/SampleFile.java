package org.silobridge.contract.sample;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractField;

/**
 * How rows of a sample are written. Every row is one line, columns are called as the fields are, and dates and times
 * are ISO 8601, so that a connector maps each field from the column of its name.
 */
public enum SampleFile {
    /** Comma-separated, with a header; no value is an empty cell. */
    CSV(2) {
        @Override
        public void begin(Contract contract, Appendable out) throws IOException {
            var names = contract.fields().stream().map(ContractField::name).toList();
            out.append(String.join(",", names)).append('\n');
        }

        @Override
        public void row(Contract contract, SampleRow row, Appendable out) throws IOException {
            var values = row.values();
            for (int i = 0; i < values.size(); i++) {
                cell(i == 0 ? "" : ",", values.get(i), out);
            }
            out.append('\n');
        }

        private void cell(String before, @Nullable Object value, Appendable out) throws IOException {
            out.append(before);
            if (value == null) {
                return;
            }
            var text = text(value);
            if (text.indexOf(',') >= 0 || text.indexOf('"') >= 0) {
                out.append('"').append(text.replace("\"", "\"\"")).append('"');
            } else {
                out.append(text);
            }
        }
    },
    /** JSON Lines: an object a line, numbers as numbers; a field without a value is left out. */
    JSONL(1) {
        @Override
        public void begin(Contract contract, Appendable out) {}

        @Override
        public void row(Contract contract, SampleRow row, Appendable out) throws IOException {
            var fields = contract.fields();
            var before = "{";
            for (int i = 0; i < fields.size(); i++) {
                var value = row.values().get(i);
                if (value != null) {
                    out.append(before).append('"').append(fields.get(i).name()).append("\":");
                    value(value, out);
                    before = ",";
                }
            }
            out.append(before.equals("{") ? "{}\n" : "}\n");
        }

        private void value(Object value, Appendable out) throws IOException {
            if (value instanceof Number || value instanceof Boolean) {
                out.append(text(value));
            } else {
                out.append('"');
                escaped(text(value), out);
                out.append('"');
            }
        }

        private void escaped(String text, Appendable out) throws IOException {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '"' || c == '\\') {
                    out.append('\\').append(c);
                } else if (c < ' ') {
                    out.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
                } else {
                    out.append(c);
                }
            }
        }
    };

    private final int firstLine;

    SampleFile(int firstLine) {
        this.firstLine = firstLine;
    }

    /** What stands before the first row. */
    public abstract void begin(Contract contract, Appendable out) throws IOException;

    /** One line. */
    public abstract void row(Contract contract, SampleRow row, Appendable out) throws IOException;

    /** The line of the file that a row stands on, counted from 1. */
    public long line(SampleRow row) {
        return firstLine + row.number() - 1;
    }

    private static String text(Object value) {
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }

    /** The report of intended faults is CSV: a line of the file, where, and which reason. */
    public static final List<String> FAULT_COLUMNS = List.of("row", "line", "path", "reason");

    /** One line of the report of intended faults, for a row that has one. */
    public void fault(SampleRow row, Appendable out) throws IOException {
        var fault = row.fault().orElseThrow();
        out.append(Long.toString(row.number()))
                .append(',')
                .append(Long.toString(line(row)))
                .append(",\"")
                .append(fault.path())
                .append("\",")
                .append(fault.code())
                .append('\n');
    }
}
