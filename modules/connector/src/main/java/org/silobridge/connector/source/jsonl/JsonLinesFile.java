package org.silobridge.connector.source.jsonl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.connector.source.file.FileBytes;
import org.silobridge.connector.source.file.FileFormat;
import org.silobridge.connector.source.file.Prefix;
import org.silobridge.connector.source.file.Spool;
import org.silobridge.model.Reason;

/** One file of JSON Lines being read; itself the view of its current row. */
final class JsonLinesFile implements SourceRow, FileFormat.OpenFile {
    private static final byte[] UTF_8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final JsonLinesSettings settings;
    private final String name;
    private final List<String> columns;
    private final Prefix committed;
    private final AtomicLong bytesRead = new AtomicLong();
    private final InputStream in;
    private final LineScanner scanner;
    private final CharsetDecoder decoder;
    private final JsonPaths paths;
    private @Nullable String[] texts = {};
    private String row = "";
    private @Nullable Reason fault;
    private boolean undecoded;
    private boolean begun;
    private boolean proven;
    private long lastLine;

    JsonLinesFile(
            JsonLinesSettings settings, Path file, String name, List<String> columns, Prefix committed, Spool spool)
            throws IOException {
        this.settings = settings;
        this.name = name;
        this.columns = columns;
        this.committed = committed;
        this.paths = new JsonPaths(columns, settings.maxRowBytes());
        this.decoder = settings.encoding()
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        this.in = FileBytes.open(file, bytesRead);
        this.scanner = new LineScanner(in, settings.maxRowBytes());
        this.proven = committed.bytes() == 0;
        scanner.mark(committed.bytes());
        scanner.spool(spool, name);
    }

    @Override
    public @Nullable SourceRow next() throws IOException {
        if (!begun) {
            scanner.skipMark(UTF_8_MARK);
            begun = true;
        }
        boolean more = scanner.next();
        if (!proven) {
            prove(more);
        }
        if (!more) {
            return null;
        }
        lastLine = scanner.rowLine();
        read();
        return this;
    }

    /** What was published before has to be there still, byte for byte, and to end where a row ends. */
    private void prove(boolean more) {
        var digest = scanner.digestAtMark();
        if (digest == null) {
            if (!more) {
                throw committed.changed(name);
            }
            return;
        }
        boolean across = more && scanner.rowOffset() < committed.bytes() && scanner.rowEndOffset() > committed.bytes();
        if (across || !digest.equals(committed.digest())) {
            throw committed.changed(name);
        }
        proven = true;
    }

    private void read() {
        undecoded = false;
        fault = null;
        if (scanner.tooLarge()) {
            fault = Reason.of(
                    "contract.rule.row-too-large", "bytes", scanner.rowLength(), "max", settings.maxRowBytes());
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
    boolean undecoded() {
        return undecoded;
    }

    @Override
    public Map<String, String> state() {
        return new Prefix(scanner.bytesDone(), scanner.digestDone(), lastLine).state();
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
        return scanner.rowOffset() < committed.bytes();
    }

    @Override
    public Optional<Reason> fault() {
        return Optional.ofNullable(fault);
    }

    @Override
    public String text(int column) {
        var text = texts[column];
        return text == null ? "" : text;
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
            var only = JsonPaths.only(kept, columns, row, settings.maxRowBytes());
            return only == null ? null : only.getBytes(settings.encoding());
        } catch (JsonPaths.NoRowException e) {
            throw new IllegalStateException("read a moment ago", e);
        }
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
