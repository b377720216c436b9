package org.silobridge.connector.source.csv;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.connector.source.Utf8Row;
import org.silobridge.connector.source.file.FileBytes;
import org.silobridge.connector.source.file.FileFormat;
import org.silobridge.connector.source.file.FileTrouble;
import org.silobridge.connector.source.file.GrowingFile;
import org.silobridge.connector.source.file.Spool;
import org.silobridge.contract.yaml.NearestWord;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;

/** One CSV file being read; itself the view of its current row. */
final class CsvFile implements Utf8Row, FileFormat.OpenFile {
    private static final byte[] UTF_8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] GB18030_MARK = {(byte) 0x84, 0x31, (byte) 0x95, 0x33};
    private static final List<byte[]> UTF_16_MARKS =
            List.of(new byte[] {(byte) 0xFF, (byte) 0xFE}, new byte[] {(byte) 0xFE, (byte) 0xFF});
    /** How many rows with more than ASCII in them the look at a file's encoding reads, and among how many at most. */
    private static final int SAMPLE = 1_000;

    private static final int SAMPLED_ROWS = 100_000;
    private static final Charset GB18030 = Charset.forName("GB18030");

    private final String name;
    private final CsvSettings settings;
    private final AtomicLong bytesRead = new AtomicLong();
    private final InputStream in;
    private final RowScanner scanner;
    private final CharsetDecoder decoder;
    private final boolean utf8;
    private final GrowingFile grown;
    private List<String> header = List.of();
    private int[] places = {};
    private int lastPlace = -1;
    private @Nullable String[] texts = {};
    private @Nullable Reason fault;
    private int width;

    private CsvFile(CsvSettings settings, Path path, String name, Map<String, String> state, Spool spool)
            throws IOException {
        this.name = name;
        this.settings = settings;
        this.decoder = settings.encoding()
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        this.in = FileBytes.open(path, bytesRead);
        this.utf8 = settings.encoding().equals(StandardCharsets.UTF_8);
        this.scanner = new RowScanner(in, settings.delimiter(), !utf8, settings.maxRowBytes());
        this.grown = new GrowingFile(scanner, name, state, spool);
    }

    static CsvFile open(
            CsvSettings settings, Path path, String name, List<String> columns, Map<String, String> state, Spool spool)
            throws IOException {
        var file = new CsvFile(settings, path, name, state, spool);
        try {
            var violations = new ArrayList<Violation>();
            if (file.readHeader(violations)) {
                file.bind(columns, violations);
            }
            if (!violations.isEmpty()) {
                throw new RefusedException(
                        new Refusal(Refusal.Kind.INVALID, Reason.of("connector.source.unreadable"), violations));
            }
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Looks at the header and the first rows. */
    static void check(CsvSettings settings, Path path, String name, List<String> columns, List<Violation> violations) {
        try (var file = new CsvFile(settings, path, name, Map.of(), Spool.NONE)) {
            if (file.readHeader(violations)) {
                file.bind(columns, violations);
                file.lookAtEncoding(violations);
            }
        } catch (IOException e) {
            violations.add(FileTrouble.violation(name, e));
        }
    }

    /** @return whether there are columns at all: an empty file has none and is no error */
    private boolean readHeader(List<Violation> violations) throws IOException {
        var marked = markOfAnotherEncoding();
        if (marked.isPresent()) {
            violations.add(inAnotherEncoding(marked.get()));
            return false;
        }
        if (!settings.header()) {
            return true;
        }
        if (!scanner.next()) {
            return false;
        }
        var names = new ArrayList<String>();
        if (scanner.flaw() != RowScanner.Flaw.NONE) {
            violations.add(new Violation(name + ":1", null, Reason.of("connector.source.header-malformed")));
            return false;
        }
        boolean readable = isInEncoding();
        if (!scanner.ascii() && (!readable || settings.encoding().equals(GB18030)) && looksLikeTheOther()) {
            violations.add(inAnotherEncoding(other().name()));
            return false;
        }
        if (!readable) {
            violations.add(new Violation(
                    name + ":1", null, Reason.of("connector.source.not-in-encoding", "encoding", encoding())));
            return false;
        }
        try {
            for (int i = 0; i < scanner.fields(); i++) {
                names.add(decoded(i).strip());
            }
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("read a moment ago", e);
        }
        header = List.copyOf(names);
        width = header.size();
        return true;
    }

    private Optional<String> markOfAnotherEncoding() throws IOException {
        boolean utf8 = settings.encoding().equals(StandardCharsets.UTF_8);
        if (scanner.skipMark(UTF_8_MARK)) {
            return utf8 ? Optional.empty() : Optional.of("UTF-8");
        }
        if (scanner.skipMark(GB18030_MARK)) {
            return utf8 ? Optional.of("GB18030") : Optional.empty();
        }
        for (var mark : UTF_16_MARKS) {
            if (scanner.skipMark(mark)) {
                return Optional.of("UTF-16");
            }
        }
        return Optional.empty();
    }

    private void bind(List<String> columns, List<Violation> violations) {
        places = new int[columns.size()];
        var missing = new HashSet<String>();
        for (int i = 0; i < columns.size(); i++) {
            var column = columns.get(i);
            places[i] = settings.header() ? header.indexOf(column) : ordinal(column);
            if (places[i] < 0 && missing.add(column)) {
                var near = NearestWord.to(column, header);
                violations.add(new Violation(
                        settings.header() ? name + ":1" : name,
                        column,
                        near.isPresent()
                                ? Reason.of("connector.source.no-column-near", "column", column, "near", near.get())
                                : Reason.of(
                                        "connector.source.no-column",
                                        "column",
                                        column,
                                        "columns",
                                        String.join(", ", header))));
            } else if (settings.header() && header.lastIndexOf(column) != places[i]) {
                violations.add(new Violation(
                        name + ":1", column, Reason.of("connector.source.column-twice", "column", column)));
            }
        }
        lastPlace = Arrays.stream(places).max().orElse(-1);
        texts = new @Nullable String[columns.size()];
    }

    private static int ordinal(String column) {
        return column.matches("[1-9][0-9]{0,5}") ? Integer.parseInt(column) - 1 : -1;
    }

    private void lookAtEncoding(List<Violation> violations) throws IOException {
        int rows = 0;
        int telling = 0;
        int wrong = 0;
        int fitting = 0;
        boolean misreads = settings.encoding().equals(GB18030);
        for (; telling < SAMPLE && rows < SAMPLED_ROWS && scanner.next(); rows++) {
            if (scanner.flaw() != RowScanner.Flaw.TOO_LARGE && !scanner.ascii()) {
                telling++;
                boolean readable = isInEncoding();
                // Most of what is UTF-8 can be read as GB18030 too, as other characters: that is worse than a fault.
                boolean fits = (misreads || !readable) && looksLikeTheOther();
                wrong += fits || !readable ? 1 : 0;
                fitting += fits ? 1 : 0;
            }
        }
        // Most of those rows that can tell; where these are very few, most of all rows: else it is a few bad rows.
        if (wrong * 2 > telling && (telling >= 3 || wrong * 2 > rows)) {
            violations.add(
                    fitting * 2 > wrong
                            ? inAnotherEncoding(other().name())
                            : new Violation(
                                    name, null, Reason.of("connector.source.not-in-encoding", "encoding", encoding())));
        }
    }

    private Violation inAnotherEncoding(String found) {
        return new Violation(
                name, null, Reason.of("connector.source.other-encoding", "encoding", encoding(), "found", found));
    }

    /** The encoding that the configuration does not say. */
    private Charset other() {
        return settings.encoding().equals(GB18030) ? StandardCharsets.UTF_8 : GB18030;
    }

    /**
     * Whether the whole row can be read in the other encoding. For UTF-8 it also has to consist of characters of three
     * bytes or more, as Chinese does: pairs of GB18030 look like those of two bytes by chance.
     */
    private boolean looksLikeTheOther() {
        try {
            int length = scanner.rowEnd() - scanner.rowStart();
            var text = other().newDecoder()
                    .decode(ByteBuffer.wrap(scanner.buffer(), scanner.rowStart(), length))
                    .toString();
            return !other().equals(StandardCharsets.UTF_8) || text.chars().noneMatch(c -> c >= 0x80 && c < 0x800);
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private boolean isInEncoding() {
        try {
            for (int i = 0; i < scanner.fields(); i++) {
                decoded(i);
            }
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Override
    public @Nullable SourceRow next() throws IOException {
        boolean more = scanner.next();
        grown.next(more);
        if (!more) {
            return null;
        }
        Arrays.fill(texts, null);
        fault = faultOf();
        return this;
    }

    private @Nullable Reason faultOf() {
        switch (scanner.flaw()) {
            case TOO_LARGE -> {
                return Reason.of(
                        "contract.rule.row-too-large", "bytes", scanner.rowLength(), "max", settings.maxRowBytes());
            }
            case QUOTE_NOT_CLOSED, TEXT_AFTER_QUOTE -> {
                return Reason.of(
                        "contract.rule.row-malformed",
                        "problem",
                        scanner.flaw() == RowScanner.Flaw.QUOTE_NOT_CLOSED
                                ? "a quote is not closed"
                                : "text follows a closing quote");
            }
            case NONE -> {
                if (width == 0) {
                    width = scanner.fields();
                }
                // Also without a header: in a longer row columns have shifted, a withheld one perhaps into an open one.
                if (scanner.fields() != width) {
                    return Reason.of(
                            "contract.rule.row-malformed",
                            "problem",
                            scanner.fields() + " columns instead of " + width);
                }
                if (lastPlace >= scanner.fields()) {
                    return Reason.of("contract.rule.row-malformed", "problem", "only " + scanner.fields() + " columns");
                }
                return decodeAll()
                        ? null
                        : Reason.of("contract.rule.row-malformed", "problem", "bytes that are not " + encoding());
            }
        }
        throw new IllegalStateException("no such flaw");
    }

    private boolean decodeAll() {
        return scanner.ascii()
                || (utf8 ? Utf8.isValid(scanner.buffer(), scanner.rowStart(), scanner.rowEnd()) : isInEncoding());
    }

    private String decoded(int field) throws CharacterCodingException {
        int start = scanner.fieldStart(field);
        int length = scanner.fieldEnd(field) - start;
        if (length <= 0) {
            return "";
        }
        var text = scanner.ascii()
                ? new String(scanner.buffer(), start, length, StandardCharsets.ISO_8859_1)
                : decoder.decode(ByteBuffer.wrap(scanner.buffer(), start, length))
                        .toString();
        return scanner.fieldHasDoubledQuotes(field) ? text.replace("\"\"", "\"") : text;
    }

    @Override
    public Map<String, String> state() {
        return grown.state();
    }

    @Override
    public String part() {
        return name;
    }

    @Override
    public long line() {
        return scanner.rowLine();
    }

    @Override
    public boolean done() {
        return grown.done();
    }

    @Override
    public Optional<Reason> fault() {
        return Optional.ofNullable(fault);
    }

    @Override
    public String text(int column) {
        var text = texts[column];
        if (text == null) {
            try {
                text = decoded(places[column]);
            } catch (CharacterCodingException e) {
                throw new IllegalStateException("a row with a fault was asked for its columns", e);
            }
            texts[column] = text;
        }
        return text;
    }

    @Override
    public boolean isUtf8() {
        return utf8 || scanner.ascii();
    }

    @Override
    public byte[] buffer() {
        return scanner.buffer();
    }

    @Override
    public int start(int column) {
        int place = places[column];
        return scanner.fieldHasDoubledQuotes(place) ? -1 : scanner.fieldStart(place);
    }

    @Override
    public int end(int column) {
        return scanner.fieldEnd(places[column]);
    }

    @Override
    public String encoding() {
        return settings.encoding().name();
    }

    @Override
    public long rawLength() {
        return scanner.rowLength();
    }

    @Override
    public String rawDigest() {
        return scanner.rowDigest();
    }

    @Override
    public Optional<String> spooled() {
        return scanner.spooled();
    }

    @Override
    public byte @Nullable [] raw(@Nullable Set<String> kept) {
        if (scanner.flaw() == RowScanner.Flaw.TOO_LARGE) {
            return null;
        }
        var buffer = scanner.buffer();
        if (kept == null) {
            return Arrays.copyOfRange(buffer, scanner.rowStart(), scanner.rowEnd());
        }
        if (fault != null) {
            return null; // where its columns begin and end is not certain, bytes outside the encoding included
        }
        var raw = new byte[scanner.rowEnd() - scanner.rowStart()];
        int length = 0;
        for (int i = 0; i < scanner.fields(); i++) {
            if (i > 0) {
                raw[length++] = (byte) settings.delimiter();
            }
            if (kept.contains(settings.header() ? header.get(i) : String.valueOf(i + 1))) {
                int quote = scanner.fieldIsQuoted(i) ? 1 : 0;
                int start = scanner.fieldStart(i) - quote;
                int end = scanner.fieldEnd(i) + quote;
                System.arraycopy(buffer, start, raw, length, end - start);
                length += end - start;
            }
        }
        return Arrays.copyOf(raw, length);
    }

    @Override
    public long bytesRead() {
        return bytesRead.get();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
