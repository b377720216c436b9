package org.silobridge.connector.source.csv;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.silobridge.connector.source.file.RowBytes;

/**
 * Cuts a stream of bytes into the rows and fields of RFC 4180, before any decoding: so a row knows its very bytes and
 * where they stand, a byte that is not in the encoding costs one row and not the file, and a row of any size costs
 * bounded memory. Rows end with LF, CR LF or CR; empty lines are passed over; a quote means something only at the start
 * of a field. Works for every encoding in which the bytes of the delimiter, quote and line ends mean themselves; for
 * GB18030 it steps over second bytes, which may look like a delimiter ({@code |}, {@code ~}).
 */
final class RowScanner extends RowBytes {
    /** Eight bytes at once, the first of them lowest. */
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long LINE_FEEDS = ONES * '\n';
    private static final long CARRIAGE_RETURNS = ONES * '\r';

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

    private final byte delimiter;
    private final long delimiters;
    /** What no delimiter and no line end reaches: most bytes of a text lie above a comma. */
    private final long limits;

    private final boolean twoByteTrails;

    private long line = 1;
    private boolean lineFeedMayFollow;
    private Flaw flaw = Flaw.NONE;
    private boolean ascii;
    private int fields;
    private int[] starts = new int[32];
    private int[] ends = new int[32];
    private boolean[] doubled = new boolean[32];
    private boolean[] quoted = new boolean[32];

    /**
     * @param twoByteTrails whether the encoding has two-byte characters whose second byte may be ASCII (GB18030)
     * @param maxRowBytes a longer row is passed over, its length and digest kept
     */
    RowScanner(InputStream in, char delimiter, boolean twoByteTrails, int maxRowBytes) {
        super(in, maxRowBytes);
        this.delimiter = (byte) delimiter;
        this.delimiters = ONES * (byte) delimiter;
        this.limits = ONES * (Math.max(delimiter, '\r') + 1);
        this.twoByteTrails = twoByteTrails;
    }

    /** Goes to the next row that is not an empty line. @return false at the end */
    boolean next() throws IOException {
        do {
            if (!scan()) {
                return false;
            }
        } while (flaw() == Flaw.NONE && rowEnd() == rowStart);
        return true;
    }

    private boolean scan() throws IOException {
        passLineFeed();
        begin(line);
        flaw = Flaw.NONE;
        ascii = true;
        fields = 0;
        if (scanPlain()) {
            return true;
        }
        fields = 0;
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
                    flaw = Flaw.QUOTE_NOT_CLOSED;
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

    /**
     * The quick way through a row that is whole in the buffer and has nothing special: no line ends in quotes, no text
     * behind a closing quote, no character whose second byte may look like ASCII. It looks for the ends of fields in
     * eight bytes at once.
     *
     * @return whether it did; if not, nothing has happened
     */
    private boolean scanPlain() throws IOException {
        int start = at;
        long high = 0;
        while (true) {
            int end;
            boolean hasDoubled = false;
            boolean wasQuoted = start < limit && buffer[start] == '"';
            if (wasQuoted) {
                start++;
                end = start;
                while (true) {
                    if (end + 1 >= limit) {
                        return false;
                    }
                    byte c = buffer[end];
                    high |= c;
                    if (c == '\n' || c == '\r') {
                        return false;
                    }
                    if (c == '"') {
                        if (buffer[end + 1] != '"') {
                            break;
                        }
                        hasDoubled = true;
                        end++;
                    }
                    end++;
                }
                field(start - rowStart, end - rowStart, hasDoubled, true);
                end++;
            } else {
                end = start;
                while (true) {
                    if (end + Long.BYTES > limit) {
                        return false;
                    }
                    long eight = (long) EIGHT.get(buffer, end);
                    if (lower(eight, limits) != 0) {
                        long found =
                                zeros(eight ^ delimiters) | zeros(eight ^ LINE_FEEDS) | zeros(eight ^ CARRIAGE_RETURNS);
                        if (found != 0) {
                            high |= eight & ((found & -found) - 1);
                            end += Long.numberOfTrailingZeros(found) >>> 3;
                            break;
                        }
                    }
                    high |= eight;
                    end += Long.BYTES;
                }
                field(start - rowStart, end - rowStart, false, false);
            }
            byte c = buffer[end];
            if (c == delimiter) {
                start = end + 1;
                continue;
            }
            boolean isAscii = (high & HIGH) == 0;
            if ((c != '\n' && c != '\r') || exceeds(end - rowStart) || (twoByteTrails && !isAscii)) {
                return false;
            }
            ascii = isAscii;
            at = end + 1;
            line++;
            lineFeedMayFollow = c == '\r';
            finish(end, at);
            return true;
        }
    }

    /** Not zero if a byte is ASCII and below that of {@code limits}; seldom, too, where none is. */
    private static long lower(long eight, long limits) {
        return (eight - limits) & ~eight & HIGH;
    }

    /** The high bit of each byte that is zero, exactly. */
    private static long zeros(long eight) {
        return ~(((eight & ~HIGH) + ~HIGH) | eight | ~HIGH);
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
        if (tooLarge()) {
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

    Flaw flaw() {
        return tooLarge() ? Flaw.TOO_LARGE : flaw;
    }

    boolean ascii() {
        return ascii;
    }

    int fields() {
        return fields;
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
}
