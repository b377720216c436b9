package org.silobridge.connector.source.xlsx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.connector.source.file.BrokenFileException;
import org.silobridge.connector.source.file.Digests;
import org.silobridge.connector.source.file.FileFormat;
import org.silobridge.connector.source.file.WholeFile;
import org.silobridge.contract.yaml.NearestWord;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;

/** One workbook being read; itself the view of its current row. The bytes of a row are its texts as CSV in UTF-8. */
final class XlsxFile implements SourceRow, FileFormat.OpenFile {
    private final XlsxSettings settings;
    private final String name;
    private final WholeFile whole;
    private final Workbook workbook;
    private final XlsxSheet sheet;
    private final List<String> header;
    private int[] places = {};
    private @Nullable Reason fault;
    private boolean done;
    private long length;

    XlsxFile(XlsxSettings settings, Path path, String name, Map<String, String> state) throws IOException {
        this.settings = settings;
        this.name = name;
        this.whole = new WholeFile(path, name, state);
        this.workbook = new Workbook(path);
        try {
            var found = workbook.sheet(settings.sheet(), settings.maxRowBytes());
            if (found == null) {
                throw new BrokenFileException(Reason.of(
                        "connector.source.no-sheet",
                        "sheet",
                        settings.sheet(),
                        "sheets",
                        String.join(", ", workbook.sheets())));
            }
            this.sheet = found;
            this.header = header();
        } catch (IOException | RuntimeException e) {
            workbook.close();
            throw e;
        }
    }

    static XlsxFile open(XlsxSettings settings, Path path, String name, List<String> columns, Map<String, String> state)
            throws IOException {
        var file = new XlsxFile(settings, path, name, state);
        var violations = file.bind(columns);
        if (!violations.isEmpty()) {
            file.close();
            throw new RefusedException(
                    new Refusal(Refusal.Kind.INVALID, Reason.of("connector.source.unreadable"), violations));
        }
        return file;
    }

    private List<String> header() throws IOException {
        if (settings.headerRow() == 0) {
            return List.of();
        }
        while (sheet.next()) {
            if (sheet.number() == settings.headerRow()) {
                return sheet.cells().stream().map(String::strip).toList();
            }
            if (sheet.number() > settings.headerRow()) {
                break;
            }
        }
        throw new BrokenFileException(
                Reason.of("connector.source.no-header-row", "row", settings.headerRow(), "sheet", settings.sheet()));
    }

    /** Finds the columns that {@link #text} will be asked for; what is wrong with them. */
    List<Violation> bind(List<String> columns) {
        var violations = new ArrayList<Violation>();
        var missing = new HashSet<String>();
        places = new int[columns.size()];
        for (int i = 0; i < places.length; i++) {
            var column = columns.get(i);
            places[i] = settings.headerRow() == 0 ? ordinal(column) : header.indexOf(column);
            if (places[i] < 0 && missing.add(column)) {
                var near = NearestWord.to(column, header);
                violations.add(new Violation(
                        name,
                        column,
                        near.isPresent()
                                ? Reason.of("connector.source.no-column-near", "column", column, "near", near.get())
                                : Reason.of(
                                        "connector.source.no-column",
                                        "column",
                                        column,
                                        "columns",
                                        String.join(", ", header))));
            } else if (places[i] >= 0 && settings.headerRow() > 0 && header.lastIndexOf(column) != places[i]) {
                violations.add(
                        new Violation(name, column, Reason.of("connector.source.column-twice", "column", column)));
            }
        }
        return violations;
    }

    private static int ordinal(String letters) {
        if (!letters.matches("[A-Z]{1,3}")) {
            return -1;
        }
        int column = 0;
        for (int i = 0; i < letters.length(); i++) {
            column = column * 26 + letters.charAt(i) - 'A' + 1;
        }
        return column - 1;
    }

    @Override
    public @Nullable SourceRow next() throws IOException {
        if (!sheet.next()) {
            return null;
        }
        done = whole.next(sheet.number());
        length = 0;
        each(null, text -> length += text.getBytes(StandardCharsets.UTF_8).length);
        fault = length > settings.maxRowBytes()
                ? Reason.of("contract.rule.row-too-large", "bytes", length, "max", settings.maxRowBytes())
                : null;
        return this;
    }

    /** Tells the row as CSV, piece by piece, with empty texts for columns that are not kept. */
    private void each(@Nullable Set<String> kept, Consumer<String> piece) {
        var cells = sheet.cells();
        for (int i = 0; i < cells.size(); i++) {
            if (i > 0) {
                piece.accept(",");
            }
            var column = settings.headerRow() == 0 ? XlsxSheet.letters(i) : i < header.size() ? header.get(i) : "";
            if (kept == null || kept.contains(column)) {
                var text = cells.get(i);
                boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
                piece.accept(quoted ? "\"" + text.replace("\"", "\"\"") + "\"" : text);
            }
        }
    }

    @Override
    public Map<String, String> state() {
        return whole.state();
    }

    @Override
    public String part() {
        return name;
    }

    /** The number of the row in the sheet. */
    @Override
    public long line() {
        return sheet.number();
    }

    @Override
    public boolean done() {
        return done;
    }

    @Override
    public Optional<Reason> fault() {
        return Optional.ofNullable(fault);
    }

    @Override
    public String text(int column) {
        var cells = sheet.cells();
        return places[column] < cells.size() ? cells.get(places[column]) : "";
    }

    @Override
    public String encoding() {
        return StandardCharsets.UTF_8.name();
    }

    @Override
    public long rawLength() {
        return length;
    }

    @Override
    public String rawDigest() {
        var digest = Digests.sha256();
        each(null, text -> digest.update(text.getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public byte @Nullable [] raw(@Nullable Set<String> kept) {
        if (fault != null) {
            return null;
        }
        var raw = new StringBuilder();
        each(kept, raw::append);
        return raw.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        workbook.close();
    }
}
