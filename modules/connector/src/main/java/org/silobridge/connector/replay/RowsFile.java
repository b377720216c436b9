package org.silobridge.connector.replay;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.silobridge.connector.quarantine.QuarantineRecord;

/**
 * Quarantined rows as CSV that a person can mend in a spreadsheet and that a replay takes: the source's columns, then where
 * the row stands and why it was refused. UTF-8 with a byte order mark, without which spreadsheets mistake the encoding. A
 * text that a spreadsheet would run as a formula (CWE-1236) has an apostrophe before it, which {@link #unescaped} takes away.
 */
final class RowsFile implements AutoCloseable {
    static final String FILE = "sb_file";
    static final String LINE = "sb_line";
    static final String REASONS = "sb_reasons";

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final String RISKY = "=+-@\t\r'";

    private final CsvWriter out;
    private final List<String> columns;
    private final Locale language;
    private long rows;
    private long rowsWithoutColumns;

    /** @throws IOException if it is there already or cannot be written */
    RowsFile(Path to, List<String> columns, Locale language) throws IOException {
        this.columns = columns;
        this.language = language;
        // Quarantined rows are their department's alone.
        boolean posix = to.getFileSystem().supportedFileAttributeViews().contains("posix");
        Files.createFile(to, posix ? new FileAttribute<?>[] {OWNER_ONLY} : new FileAttribute<?>[0]);
        var writer = Files.newBufferedWriter(to, StandardCharsets.UTF_8, StandardOpenOption.TRUNCATE_EXISTING);
        writer.write('\uFEFF');
        this.out = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(writer);
        var header = new ArrayList<String>();
        columns.forEach(column -> header.add(escaped(column)));
        header.addAll(List.of(FILE, LINE, REASONS));
        out.writeRecord(header);
    }

    void write(QuarantineRecord row) {
        var texts = row.columns();
        var cells = new ArrayList<String>();
        for (var column : columns) {
            cells.add(texts == null ? "" : escaped(texts.getOrDefault(column, "")));
        }
        cells.add(escaped(row.file()));
        cells.add(String.valueOf(row.line()));
        cells.add(escaped(row.reasons().stream()
                .map(found -> found.path() + ": " + found.reason().in(language))
                .collect(Collectors.joining("; "))));
        out.writeRecord(cells);
        rows++;
        rowsWithoutColumns += texts == null ? 1 : 0;
    }

    long rows() {
        return rows;
    }

    long rowsWithoutColumns() {
        return rowsWithoutColumns;
    }

    static String escaped(String text) {
        return text.isEmpty() || RISKY.indexOf(text.charAt(0)) < 0 || isNumber(text) ? text : "'" + text;
    }

    static String unescaped(String cell) {
        return cell.startsWith("'") ? cell.substring(1) : cell;
    }

    private static boolean isNumber(String text) {
        return text.matches("[+-][0-9]+(\\.[0-9]+)?");
    }

    @Override
    public void close() throws IOException {
        try {
            out.close();
        } catch (UncheckedIOException e) {
            throw new IOException(e);
        }
    }
}
