package org.silobridge.connector.replay;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.quarantine.QuarantineRecord;
import org.silobridge.connector.source.file.FileTrouble;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/**
 * Rows that a person has mended: a CSV file as {@link RowsFile} wrote it and a spreadsheet saved it again, which may be with
 * another separator or in GB18030. Kept in memory, so that its size is limited.
 */
final class MendedRows {
    private static final long MAX_BYTES = 64 << 20;
    private static final Charset GB18030 = Charset.forName("GB18030");
    private static final char[] SEPARATORS = {',', ';', '\t'};

    /** One row: the line of the CSV file it stands on, and its texts by the names of their columns. */
    record Mended(long at, Map<String, String> texts) {}

    private final Map<String, Mended> rows;

    private MendedRows(Map<String, Mended> rows) {
        this.rows = rows;
    }

    /** Refused with everything that keeps a row from being found again. */
    static Outcome<MendedRows> read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                return refused(file.toString(), Reason.of("connector.quarantine.rows-too-large", "max", "64 MiB"));
            }
            var text = text(Files.readAllBytes(file));
            return text.isEmpty()
                    ? refused(file.toString(), Reason.of("connector.quarantine.rows-encoding"))
                    : parsed(file, text.get());
        } catch (IOException e) {
            return Outcome.invalid(unreadable(), List.of(FileTrouble.violation(file.toString(), e)));
        }
    }

    /** UTF-8, or else GB18030, as spreadsheets in China save: a text is hardly ever both. */
    private static Optional<String> text(byte[] bytes) {
        for (var charset : List.of(StandardCharsets.UTF_8, GB18030)) {
            try {
                var text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
                return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
            } catch (CharacterCodingException e) {
                // the next
            }
        }
        return Optional.empty();
    }

    private static Outcome<MendedRows> parsed(Path file, String text) {
        var violations = new ArrayList<Violation>();
        var rows = new LinkedHashMap<String, Mended>();
        try (var reader = CsvReader.builder()
                .fieldSeparator(separator(text))
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text)) {
            List<String> header = null;
            for (var record : reader) {
                if (header == null) {
                    header = record.getFields().stream()
                            .map(name -> RowsFile.unescaped(name.strip()))
                            .toList();
                    check(file, header, violations);
                    if (!violations.isEmpty()) {
                        return Outcome.invalid(unreadable(), violations);
                    }
                } else {
                    add(rows, header, record, file, violations);
                }
            }
            if (header == null) {
                check(file, List.of(), violations);
            }
        } catch (CsvParseException e) {
            return refused(
                    file.toString(),
                    Reason.of("connector.quarantine.rows-malformed", "error", String.valueOf(e.getMessage())));
        } catch (IOException e) {
            return Outcome.invalid(unreadable(), List.of(FileTrouble.violation(file.toString(), e)));
        }
        return violations.isEmpty() ? Outcome.ok(new MendedRows(rows)) : Outcome.invalid(unreadable(), violations);
    }

    private static char separator(String text) {
        var line = text.lines().findFirst().orElse("");
        for (char separator : SEPARATORS) {
            if (line.contains(separator + RowsFile.LINE) || line.contains(RowsFile.LINE + separator)) {
                return separator;
            }
        }
        return ',';
    }

    private static void check(Path file, List<String> header, List<Violation> violations) {
        for (var name : List.of(RowsFile.FILE, RowsFile.LINE)) {
            if (!header.contains(name)) {
                violations.add(new Violation(
                        file + ":1", null, Reason.of("connector.quarantine.rows-no-column", "column", name)));
            }
        }
        for (int i = 0; i < header.size(); i++) {
            if (!header.get(i).isEmpty() && header.indexOf(header.get(i)) != i) {
                violations.add(new Violation(
                        file + ":1",
                        header.get(i),
                        Reason.of("connector.source.column-twice", "column", header.get(i))));
            }
        }
    }

    private static void add(
            Map<String, Mended> rows, List<String> header, CsvRecord record, Path file, List<Violation> violations) {
        var at = file + ":" + record.getStartingLineNumber();
        if (record.getFields().stream().allMatch(String::isBlank)) {
            return;
        }
        if (record.getFieldCount() != header.size()) {
            violations.add(new Violation(
                    at,
                    null,
                    Reason.of(
                            "connector.quarantine.rows-width",
                            "found",
                            record.getFieldCount(),
                            "expected",
                            header.size())));
            return;
        }
        var texts = new LinkedHashMap<String, String>();
        for (int i = 0; i < header.size(); i++) {
            texts.put(header.get(i), RowsFile.unescaped(record.getField(i)));
        }
        var line = texts.getOrDefault(RowsFile.LINE, "").strip();
        if (!line.matches("[0-9]{1,18}")) {
            violations.add(new Violation(at, line, Reason.of("connector.quarantine.rows-line")));
            return;
        }
        var before = rows.putIfAbsent(
                place(texts.getOrDefault(RowsFile.FILE, ""), Long.parseLong(line)),
                new Mended(record.getStartingLineNumber(), texts));
        if (before != null) {
            violations.add(new Violation(at, null, Reason.of("connector.quarantine.rows-twice", "line", before.at)));
        }
    }

    private static String place(String file, long line) {
        return line + " " + file;
    }

    private static Reason unreadable() {
        return Reason.of("connector.quarantine.rows-unreadable");
    }

    private static Outcome<MendedRows> refused(String path, Reason reason) {
        return Outcome.invalid(unreadable(), List.of(new Violation(path, null, reason)));
    }

    @Nullable
    Mended of(QuarantineRecord row) {
        return rows.get(place(row.file(), row.line()));
    }

    int size() {
        return rows.size();
    }
}
