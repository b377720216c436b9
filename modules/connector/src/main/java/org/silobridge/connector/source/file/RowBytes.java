package org.silobridge.connector.source.file;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one row after the other in a stream, for whoever knows where rows end. It knows where each row stands, what
 * the digest of everything before is, and keeps memory bounded: a row over the bound is let go while it is read, with its
 * length and digest kept, and its bytes in the spool. For one thread.
 */
public abstract class RowBytes {
    private static final int CHUNK = 128 * 1024;

    private final InputStream in;
    private final int maxRowBytes;
    private final MessageDigest read = Digests.sha256();
    private final MessageDigest large = Digests.sha256();
    private Spool spool = Spool.NONE;
    private String part = "";
    private long digested;
    /** Bytes of the buffer that are done and not in the digest yet: it is quicker in large pieces. */
    private int pendingFrom;

    private int pendingTo;
    private long mark;
    /** Whether bytes of a row are digested that has not ended, and how it stood before it. */
    private boolean inRow;

    private long wholeBytes;
    private String wholeDigest = "";
    private @Nullable String digestAtMark;
    private long base;
    private boolean ended;
    private long rowOffset;
    private long rowLine;
    private int rowEnd;
    private boolean tooLarge;
    private boolean largeUsed;
    private long largeLength;
    private boolean keeping;
    private Optional<Spool.Kept> kept = Optional.empty();
    private Optional<String> spooled = Optional.empty();

    /** The bytes read of which {@link #at} is the next one; {@link #fill} may move them. */
    protected byte[] buffer = new byte[CHUNK];

    protected int at;
    protected int limit;
    /** Where in the buffer the row begins. */
    protected int rowStart;

    /** @param maxRowBytes a longer row is passed over */
    protected RowBytes(InputStream in, int maxRowBytes) {
        this.in = in;
        this.maxRowBytes = maxRowBytes;
    }

    /** Asks for the digest of the first {@code bytes} bytes, to be had from {@link #digestAtMark} when passed. */
    public void mark(long bytes) {
        mark = bytes;
    }

    /** Has large rows kept that stand behind the mark. */
    public void spool(Spool to, String ofPart) {
        spool = to;
        part = ofPart;
    }

    /** The digest asked for; null until so much is read. */
    public @Nullable String digestAtMark() {
        return digestAtMark;
    }

    /** Passes over the byte order mark {@code bom} if the stream starts with it. To be called before the first row. */
    public boolean skipMark(byte[] bom) throws IOException {
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

    /** Begins a row at the next byte. */
    protected void begin(long line) {
        rowStart = at;
        rowOffset = base + at;
        rowLine = line;
        tooLarge = false;
        largeLength = 0;
        if (largeUsed) {
            large.reset();
            largeUsed = false;
        }
        keeping = false;
        spooled = Optional.empty();
    }

    /** Ends the row before {@code contentEnd}; the next one begins at {@code next}. */
    protected void finish(int contentEnd, int next) throws IOException {
        rowEnd = contentEnd;
        tooLarge |= contentEnd - rowStart > maxRowBytes;
        if (tooLarge) {
            large(rowStart, contentEnd - rowStart);
            spooled = kept.isPresent() ? kept.get().end() : Optional.empty();
            kept = Optional.empty();
        }
        inRow = false;
        digest(rowStart, next - rowStart);
    }

    /** Notes that bytes are done, which follow those that were done before. */
    protected void digest(int from, int count) {
        pendingTo = from + count;
        if (digested < mark && mark <= digested + (pendingTo - pendingFrom)) {
            digestPending();
        }
    }

    private void digestPending() {
        int count = pendingTo - pendingFrom;
        if (digested < mark && mark <= digested + count) {
            int upTo = (int) (mark - digested);
            read.update(buffer, pendingFrom, upTo);
            digestAtMark = hexadecimal(read);
            read.update(buffer, pendingFrom + upTo, count - upTo);
        } else {
            read.update(buffer, pendingFrom, count);
        }
        digested += count;
        pendingFrom = pendingTo;
    }

    /** Whether a row of this length is over the bound. */
    protected boolean exceeds(int length) {
        return length > maxRowBytes;
    }

    /** Reads more behind {@link #limit}, keeping the current row; a row over the bound is let go instead. */
    protected boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        tooLarge |= at - rowStart > maxRowBytes;
        if (tooLarge) {
            letGo();
        }
        if (limit == buffer.length) {
            digestPending();
            pendingFrom = 0;
            pendingTo = 0;
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

    private void letGo() throws IOException {
        int count = at - rowStart;
        large(rowStart, count);
        if (!inRow && count > 0) {
            digestPending();
            wholeBytes = digested;
            wholeDigest = hexadecimal(read);
            inRow = true;
        }
        digest(rowStart, count);
        digestPending();
        pendingFrom = 0;
        pendingTo = 0;
        base += at;
        System.arraycopy(buffer, at, buffer, 0, limit - at);
        limit -= at;
        at = 0;
        rowStart = 0;
    }

    private void large(int from, int count) throws IOException {
        if (!keeping && rowOffset >= mark) {
            keeping = true;
            kept = spool.begin(part, rowLine);
        }
        if (kept.isPresent()) {
            kept.get().write(buffer, from, count);
        }
        largeUsed = true;
        large.update(buffer, from, count);
        largeLength += count;
    }

    /** Whether the row has more bytes than the bound: it is not in the buffer. */
    public boolean tooLarge() {
        return tooLarge;
    }

    /** The name under which the spool has the row, if it was too large and could be kept. */
    public Optional<String> spooled() {
        return spooled;
    }

    /** The line on which the row starts. */
    public long rowLine() {
        return rowLine;
    }

    /** Where the row starts in the stream. */
    public long rowOffset() {
        return rowOffset;
    }

    /** Where the row ends in the stream, its line end aside; for one that was too large, about there. */
    public long rowEndOffset() {
        return base + rowEnd;
    }

    /** How many bytes are done with the last row that was read whole, also where reading broke off in the next one. */
    public long bytesDone() {
        return inRow ? wholeBytes : digested + (pendingTo - pendingFrom);
    }

    /** SHA-256 of the bytes done, in hexadecimal. */
    public String digestDone() {
        if (inRow) {
            return wholeDigest;
        }
        digestPending();
        return hexadecimal(read);
    }

    private static String hexadecimal(MessageDigest digest) {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }

    /** What holds the row between {@link #rowStart} and {@link #rowEnd}, unless it is {@link #tooLarge}. */
    public byte[] buffer() {
        return buffer;
    }

    public int rowStart() {
        return rowStart;
    }

    public int rowEnd() {
        return rowEnd;
    }

    public long rowLength() {
        return tooLarge ? largeLength : rowEnd - rowStart;
    }

    /** SHA-256 of the row without its line end, in hexadecimal. Once per row. */
    public String rowDigest() {
        if (!tooLarge) {
            largeUsed = true;
            large.update(buffer, rowStart, rowEnd - rowStart);
        }
        return HexFormat.of().formatHex(large.digest());
    }
}
