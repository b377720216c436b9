package org.silobridge.subscriber.sink;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.silobridge.subscriber.ReceivedRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * CSV as RFC 4180 has it: UTF-8, CRLF, a header line with the fields of the first record. A null is an empty cell, an
 * empty text is {@code ""}. Records written under a later version of the contract lose the fields that the header
 * lacks, which the log says once for each; JSON lines keep them.
 *
 * <p>Values are written as they are: a file for programs must not change what it carries. Spreadsheets, though, run a
 * cell that starts with {@code = + - @} as a formula (CWE-1236). The form for spreadsheets puts an apostrophe before
 * such <em>texts</em> (numbers stay numbers), and a byte order mark at the start, without which Excel mistakes the
 * encoding.
 */
public final class CsvSink implements RecordSink {
    private static final Logger LOG = LoggerFactory.getLogger(CsvSink.class);
    private static final String CRLF = "\r\n";

    private final Writer out;
    private final boolean forSpreadsheets;
    private final Set<String> lost = new HashSet<>();
    private @Nullable List<String> header;

    /** Writes to {@code out}, which {@link #close} closes. */
    public CsvSink(OutputStream out, boolean forSpreadsheets) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        this.forSpreadsheets = forSpreadsheets;
    }

    @Override
    public void write(List<ReceivedRecord> records) throws IOException {
        for (var record : records) {
            var value = record.value();
            if (value == null) {
                LOG.atWarn()
                        .addKeyValue("topic", record.topic())
                        .addKeyValue("partition", record.partition())
                        .addKeyValue("offset", record.offset())
                        .log("key withdrawn by its owner: CSV has no way to say so");
                continue;
            }
            row(value);
        }
        out.flush();
    }

    private void row(GenericRecord record) throws IOException {
        var schema = record.getSchema();
        var columns = header;
        if (columns == null) {
            columns = names(schema);
            header = columns;
            if (forSpreadsheets) {
                out.write('\uFEFF');
            }
            line(columns);
        }
        for (var name : names(schema)) {
            if (!columns.contains(name) && lost.add(name)) {
                LOG.atWarn().addKeyValue("field", name).log("field of a later contract version has no column here");
            }
        }
        var cells = new ArrayList<@Nullable String>();
        for (var name : columns) {
            var field = schema.getField(name);
            var value = field == null ? null : Values.plain(field.schema(), record.get(field.pos()));
            cells.add(value == null ? null : cell(value));
        }
        line(cells);
    }

    private static List<String> names(Schema schema) {
        return schema.getFields().stream().map(Schema.Field::name).toList();
    }

    private String cell(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (!(value instanceof String text)) {
            return value.toString();
        }
        return forSpreadsheets && !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    private void line(List<? extends @Nullable String> cells) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            var cell = cells.get(i);
            if (cell != null) {
                out.write(quoted(cell));
            }
        }
        out.write(CRLF);
    }

    private static String quoted(String cell) {
        boolean plain = !cell.isEmpty()
                && cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
                && !Character.isWhitespace(cell.charAt(0))
                && !Character.isWhitespace(cell.charAt(cell.length() - 1));
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
