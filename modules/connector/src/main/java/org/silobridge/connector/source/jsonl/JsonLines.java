package org.silobridge.connector.source.jsonl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.connector.source.file.Spool;
import org.silobridge.model.Reason;

/** The rows of JSON Lines in a stream, one after the other; itself the view of its current row. For one thread. */
public abstract class JsonLines implements SourceRow {
    private static final byte[] UTF_8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** Where rows stand in the stream. */
    final LineScanner scanner;

    private final String part;
    private final List<String> columns;
    private final Charset encoding;
    private final int maxRowBytes;
    private final CharsetDecoder decoder;
    private final JsonPaths paths;
    private @Nullable String[] texts = {};
    private String row = "";
    private @Nullable Reason fault;
    private boolean undecoded;
    private boolean begun;

    /**
     * @param columns the paths that {@link #text} is asked for, by index
     * @param maxRowBytes a larger row is faulty, and its bytes are not in memory
     */
    protected JsonLines(InputStream in, String part, List<String> columns, Charset encoding, int maxRowBytes) {
        this.scanner = new LineScanner(in, maxRowBytes);
        this.part = part;
        this.columns = columns;
        this.encoding = encoding;
        this.maxRowBytes = maxRowBytes;
        this.paths = new JsonPaths(columns, maxRowBytes);
        this.decoder = encoding.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Has rows kept from now on that are larger than memory may be. */
    protected final void spool(Spool spool) {
        scanner.spool(spool, part);
    }

    /** Goes to the next row. @return false at the end */
    protected final boolean advance() throws IOException {
        boolean more = scan();
        if (more) {
            read();
        }
        return more;
    }

    final boolean scan() throws IOException {
        if (!begun) {
            scanner.skipMark(UTF_8_MARK);
            begun = true;
        }
        return scanner.next();
    }

    /** Takes the scanned line apart. */
    final void read() {
        undecoded = false;
        fault = null;
        if (scanner.tooLarge()) {
            fault = Reason.of("contract.rule.row-too-large", "bytes", scanner.rowLength(), "max", maxRowBytes);
            return;
        }
        try {
            int length = scanner.rowEnd() - scanner.rowStart();
            row = decoder.decode(ByteBuffer.wrap(scanner.buffer(), scanner.rowStart(), length))
                    .toString();
            texts = paths.read(row);
        } catch (CharacterCodingException e) {
            undecoded = true;
            fault = malformed("bytes that are not " + encoding());
        } catch (JsonPaths.NoRowException e) {
            fault = malformed(e.problem());
        }
    }

    private static Reason malformed(String problem) {
        return Reason.of("contract.rule.row-malformed", "problem", problem);
    }

    /** Whether the row has bytes that are not in the encoding. */
    final boolean undecoded() {
        return undecoded;
    }

    @Override
    public final String part() {
        return part;
    }

    @Override
    public final long line() {
        return scanner.rowLine();
    }

    @Override
    public final Optional<Reason> fault() {
        return Optional.ofNullable(fault);
    }

    @Override
    public final String text(int column) {
        var text = texts[column];
        return text == null ? "" : text;
    }

    @Override
    public final String encoding() {
        return encoding.name();
    }

    @Override
    public final long rawLength() {
        return scanner.rowLength();
    }

    @Override
    public final String rawDigest() {
        return scanner.rowDigest();
    }

    @Override
    public final Optional<String> spooled() {
        return scanner.spooled();
    }

    @Override
    public final byte @Nullable [] raw(@Nullable Set<String> kept) {
        if (scanner.tooLarge()) {
            return null;
        }
        if (kept == null) {
            return Arrays.copyOfRange(scanner.buffer(), scanner.rowStart(), scanner.rowEnd());
        }
        if (fault != null) {
            return null;
        }
        try {
            var only = JsonPaths.only(kept, columns, row, maxRowBytes);
            return only == null ? null : only.getBytes(encoding);
        } catch (JsonPaths.NoRowException e) {
            throw new IllegalStateException("read a moment ago", e);
        }
    }
}
