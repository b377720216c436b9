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
import org.silobridge.connector.source.file.GrowingFile;
import org.silobridge.connector.source.file.Spool;

/** One file of JSON Lines being read. */
final class JsonLinesFile extends JsonLines implements FileFormat.OpenFile {
    private final GrowingFile grown;
    private final AtomicLong bytesRead;
    private final InputStream in;

    private JsonLinesFile(
            JsonLinesSettings settings,
            InputStream in,
            AtomicLong bytesRead,
            String name,
            List<String> columns,
            Map<String, String> state,
            Spool spool) {
        super(in, name, columns, settings.encoding(), settings.maxRowBytes());
        this.in = in;
        this.bytesRead = bytesRead;
        this.grown = new GrowingFile(scanner, name, state, spool);
    }

    static JsonLinesFile open(
            JsonLinesSettings settings,
            Path file,
            String name,
            List<String> columns,
            Map<String, String> state,
            Spool spool)
            throws IOException {
        var bytesRead = new AtomicLong();
        return new JsonLinesFile(settings, FileBytes.open(file, bytesRead), bytesRead, name, columns, state, spool);
    }

    @Override
    public @Nullable SourceRow next() throws IOException {
        boolean more = scan();
        grown.next(more);
        if (!more) {
            return null;
        }
        read();
        return this;
    }

    @Override
    public Map<String, String> state() {
        return grown.state();
    }

    @Override
    public boolean done() {
        return grown.done();
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
