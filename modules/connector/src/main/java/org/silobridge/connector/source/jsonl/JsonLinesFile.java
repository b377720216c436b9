package org.silobridge.connector.source.jsonl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.connector.source.file.FileBytes;
import org.silobridge.connector.source.file.FileFormat;
import org.silobridge.connector.source.file.Prefix;
import org.silobridge.connector.source.file.Spool;

/** One file of JSON Lines being read. */
final class JsonLinesFile extends JsonLines implements FileFormat.OpenFile {
    private final Prefix committed;
    private final AtomicLong bytesRead;
    private final InputStream in;
    private boolean proven;
    private long lastLine;

    private JsonLinesFile(
            JsonLinesSettings settings,
            InputStream in,
            AtomicLong bytesRead,
            String name,
            List<String> columns,
            Prefix committed,
            Spool spool) {
        super(in, name, columns, settings.encoding(), settings.maxRowBytes());
        this.in = in;
        this.bytesRead = bytesRead;
        this.committed = committed;
        this.proven = committed.bytes() == 0;
        scanner.mark(committed.bytes());
        spool(spool);
    }

    static JsonLinesFile open(
            JsonLinesSettings settings, Path file, String name, List<String> columns, Prefix committed, Spool spool)
            throws IOException {
        var bytesRead = new AtomicLong();
        return new JsonLinesFile(settings, FileBytes.open(file, bytesRead), bytesRead, name, columns, committed, spool);
    }

    @Override
    public @Nullable SourceRow next() throws IOException {
        boolean more = scan();
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
                throw committed.changed(part());
            }
            return;
        }
        boolean across = more && scanner.rowOffset() < committed.bytes() && scanner.rowEndOffset() > committed.bytes();
        if (across || !digest.equals(committed.digest())) {
            throw committed.changed(part());
        }
        proven = true;
    }

    @Override
    public Map<String, String> state() {
        return new Prefix(scanner.bytesDone(), scanner.digestDone(), lastLine).state();
    }

    @Override
    public boolean done() {
        return scanner.rowOffset() < committed.bytes();
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
