package org.silobridge.connector.source.csv;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into the rows and fields of RFC 4180, before any decoding: so a row knows its very bytes and
 * where they stand, a byte that is not in the encoding costs one row and not the file, and a row of any size costs
 * bounded memory. Rows end with LF, CR LF or CR; empty lines are passed over; a quote means something only at the start
 * of a field. Works for every encoding in which the bytes of the delimiter, quote and line ends mean themselves; for
 * GB18030 it steps over second bytes, which may look like a delimiter ({@code |}, {@code ~}).
 */
final class RowScanner {
    private static final int CHUNK = 64 * 1024;

    /** What may be wrong with a row's form. */
    enum Flaw {
        NONE,
        /** Text follows a closing quote. */
        TEXT_AFTER_QUOTE,
        /** The file ends inside quotes. */
        QUOTE_NOT_CLOSED,
        /** It has more bytes than the bound: its fields are not kept. */
        TOO_LARGE
    }

    private enum Place {
        FIELD_START,
        PLAIN,
        QUOTED,
        QUOTE_IN_QUOTED
    }

    private final InputStream in;
    private final byte delimiter;
    private final boolean twoByteTrails;
    private final int maxRowBytes;
    private final MessageDigest read = sha256();

    private long digested;
    private long mark;
    private @Nullable String digestAtMark;
    private byte[] buffer = new byte[CHUNK];
    private int at;
    private int limit;
    private long base;
    private boolean ended;

    private int rowStart;
    private int rowEnd;
    private long rowOffset;
    private long rowLine;
    private long line = 1;
    private boolean lineFeedMayFollow;
    private Flaw flaw = Flaw.NONE;
    private boolean ascii;
    private int fields;
    private int[] starts = new int[32];
    private int[] ends = new int[32];
    private boolean[] doubled = new boolean[32];
    private boolean[] quoted = new boolean[32];
    private final MessageDigest large = sha256();
    private long largeLength;

    /**
     * @param twoByteTrails whether the encoding has two-byte characters whose second byte may be ASCII (GB18030)
     * @param maxRowBytes a longer row is passed over, its length and digest kept
     */
    RowScanner(InputStream in, char delimiter, boolean twoByteTrails, int maxRowBytes) {
        this.in = in;
        this.delimiter = (byte) delimiter;
        this.twoByteTrails = twoByteTrails;
        this.maxRowBytes = maxRowBytes;
    }

    /** Asks for the digest of the first {@code bytes} bytes, to be had from {@link #digestAtMark} when passed. */
    void mark(long bytes) {
        mark = bytes;
    }

    /** The digest asked for; null until so much is read. */
    @Nullable
    String digestAtMark() {
        return digestAtMark;
    }

    /** Passes over the byte order mark {@code bom} if the stream starts with it. To be called before the first row. */
    boolean skipMark(byte[] bom) throws IOException {
        while (limit < bom.length && fill()) {
            // until there is enough to compare
        }
        if (limit < bom.length || !Arrays.equals(buffer, 0, bom.length, bom, 0, bom.length)) {
            return false;
        }
        at = bom.length;
        digest(0, at);
        rowStart = at;
        return true;
    }

    /** Goes to the next row that is not an empty line. @return false at the end */
    boolean next() throws IOException {
        do {
            if (!scan()) {
                return false;
            }
        } while (flaw == Flaw.NONE && rowEnd == rowStart);
        return true;
    }

    private boolean scan() throws IOException {
        passLineFeed();
        rowStart = at;
        rowOffset = base + at;
        rowLine = line;
        flaw = Flaw.NONE;
        ascii = true;
        fields = 0;
        largeLength = 0;
        large.reset();
        var place = Place.FIELD_START;
        boolean lead = false;
        boolean afterCr = false;
        int fieldStart = 0;
        int closedAt = 0;
        boolean hasDoubled = false;
        boolean wasQuoted = false;
        if (at == limit && !fill()) {
            return false;
        }
        while (true) {
            if (at == limit && !fill()) {
                if (place == Place.QUOTED) {
                    flaw = flaw == Flaw.TOO_LARGE ? flaw : Flaw.QUOTE_NOT_CLOSED;
                }
                int end = at - rowStart;
                field(fieldStart, place == Place.QUOTE_IN_QUOTED ? closedAt : end, hasDoubled, wasQuoted);
                finish(at, at);
                return true;
            }
            byte c = buffer[at];
            if (c < 0) {
                ascii = false;
                if (lead) {
                    lead = false;
                } else {
                    lead = twoByteTrails;
                }
            } else if (lead) {
                lead = false;
                if (c >= 0x40) {
                    if (place == Place.QUOTE_IN_QUOTED) {
                        place = textAfterQuote();
                    }
                    at++;
                    continue;
                }
            }
            if (place == Place.QUOTED) {
                if (c == '"') {
                    place = Place.QUOTE_IN_QUOTED;
                    closedAt = at - rowStart;
                } else if (c == '\n') {
                    line += afterCr ? 0 : 1;
                } else if (c == '\r') {
                    line++;
                }
                afterCr = c == '\r';
                at++;
                continue;
            }
            if (c == delimiter || c == '\n' || c == '\r') {
                int here = at - rowStart;
                field(fieldStart, place == Place.QUOTE_IN_QUOTED ? closedAt : here, hasDoubled, wasQuoted);
                hasDoubled = false;
                wasQuoted = false;
                if (c == delimiter) {
                    place = Place.FIELD_START;
                    at++;
                    fieldStart = at - rowStart;
                    continue;
                }
                at++;
                line++;
                lineFeedMayFollow = c == '\r';
                finish(rowStart + here, at);
                return true;
            }
            switch (place) {
                case FIELD_START -> {
                    if (c == '"') {
                        place = Place.QUOTED;
                        wasQuoted = true;
                        afterCr = false;
                        fieldStart = at + 1 - rowStart;
                    } else {
                        place = Place.PLAIN;
                    }
                }
                case QUOTE_IN_QUOTED -> {
                    if (c == '"') {
                        place = Place.QUOTED;
                        hasDoubled = true;
                    } else {
                        place = textAfterQuote();
                    }
                }
                default -> {}
            }
            at++;
        }
    }

    /** The LF of a CR LF: looked for only when the next row is wanted, so that a row never waits for more input. */
    private void passLineFeed() throws IOException {
        if (!lineFeedMayFollow) {
            return;
        }
        lineFeedMayFollow = false;
        rowStart = at;
        if ((at < limit || fill()) && buffer[at] == '\n') {
            digest(at, 1);
            at++;
        }
    }

    private Place textAfterQuote() {
        flaw = flaw == Flaw.NONE ? Flaw.TEXT_AFTER_QUOTE : flaw;
        return Place.PLAIN;
    }

    private void field(int start, int end, boolean hasDoubled, boolean wasQuoted) {
        if (flaw == Flaw.TOO_LARGE) {
            return;
        }
        if (fields == starts.length) {
            starts = Arrays.copyOf(starts, fields * 2);
            ends = Arrays.copyOf(ends, fields * 2);
            doubled = Arrays.copyOf(doubled, fields * 2);
            quoted = Arrays.copyOf(quoted, fields * 2);
        }
        starts[fields] = start;
        ends[fields] = end;
        doubled[fields] = hasDoubled;
        quoted[fields] = wasQuoted;
        fields++;
    }

    private void finish(int contentEnd, int next) {
        rowEnd = contentEnd;
        if (flaw != Flaw.TOO_LARGE && contentEnd - rowStart > maxRowBytes) {
            flaw = Flaw.TOO_LARGE;
        }
        if (flaw == Flaw.TOO_LARGE) {
            large.update(buffer, rowStart, contentEnd - rowStart);
            largeLength += contentEnd - rowStart;
        }
        digest(rowStart, next - rowStart);
    }

    private void digest(int from, int count) {
        if (digested < mark && mark <= digested + count) {
            int upTo = (int) (mark - digested);
            read.update(buffer, from, upTo);
            digestAtMark = digestDone();
            read.update(buffer, from + upTo, count - upTo);
        } else {
            read.update(buffer, from, count);
        }
        digested += count;
    }

    /** Reads more behind {@link #limit}, keeping the current row; a row over the bound is let go instead. */
    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        if (at - rowStart > maxRowBytes) {
            flaw = Flaw.TOO_LARGE;
        }
        if (flaw == Flaw.TOO_LARGE) {
            letGo();
        }
        if (limit == buffer.length) {
            System.arraycopy(buffer, rowStart, buffer, 0, limit - rowStart);
            base += rowStart;
            limit -= rowStart;
            at -= rowStart;
            rowStart = 0;
            if (buffer.length - limit < CHUNK / 2) {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
        }
        int count = in.read(buffer, limit, buffer.length - limit);
        if (count < 0) {
            ended = true;
            return false;
        }
        limit += count;
        return count > 0 || fill();
    }

    private void letGo() {
        int count = at - rowStart;
        large.update(buffer, rowStart, count);
        largeLength += count;
        digest(rowStart, count);
        base += at;
        System.arraycopy(buffer, at, buffer, 0, limit - at);
        limit -= at;
        at = 0;
        rowStart = 0;
    }

    Flaw flaw() {
        return flaw;
    }

    /** The line on which the row starts. */
    long rowLine() {
        return rowLine;
    }

    /** Where the row starts in the stream. */
    long rowOffset() {
        return rowOffset;
    }

    /** Where the row ends in the stream, its line end aside; for one that was too large, about there. */
    long rowEndOffset() {
        return base + rowEnd;
    }

    /** Where the next row starts: how many bytes are done with this row. */
    long bytesDone() {
        return base + at;
    }

    /** SHA-256 of the bytes done, in hexadecimal. */
    String digestDone() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) read.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }

    boolean ascii() {
        return ascii;
    }

    int fields() {
        return fields;
    }

    byte[] buffer() {
        return buffer;
    }

    int rowStart() {
        return rowStart;
    }

    int rowEnd() {
        return rowEnd;
    }

    int fieldStart(int field) {
        return rowStart + starts[field];
    }

    int fieldEnd(int field) {
        return rowStart + ends[field];
    }

    /** Whether the field holds doubled quotes, each of which stands for one. */
    boolean fieldHasDoubledQuotes(int field) {
        return doubled[field];
    }

    boolean fieldIsQuoted(int field) {
        return quoted[field];
    }

    long rowLength() {
        return flaw == Flaw.TOO_LARGE ? largeLength : rowEnd - rowStart;
    }

    /** SHA-256 of the row without its line end, in hexadecimal. Once per row. */
    String rowDigest() {
        if (flaw != Flaw.TOO_LARGE) {
            large.update(buffer, rowStart, rowEnd - rowStart);
        }
        return HexFormat.of().formatHex(large.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
