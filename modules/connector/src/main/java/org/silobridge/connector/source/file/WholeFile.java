package org.silobridge.connector.source.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * How far a file is read that cannot grow without changing altogether, such as a workbook or a document: some of its rows
 * are done, and the whole must be as it was. For one thread.
 */
public final class WholeFile {
    private static final String ROWS = "rows";
    private static final String DIGEST = "digest";

    private final String digest;
    private final long committed;
    private long rows;
    private long line;

    /** Begins at the first row. @throws org.silobridge.model.RefusedException if rows are done and the file is another */
    public WholeFile(Path file, String name, Map<String, String> state) throws IOException {
        this.digest = Digests.of(file);
        this.committed = state.isEmpty() ? 0 : Prefix.number(state, ROWS);
        if (committed > 0 && !Prefix.text(state, DIGEST).equals(digest)) {
            throw Prefix.changed(name, Prefix.number(state, Prefix.LINE));
        }
    }

    /** Takes notice of one row more. @return whether it was done before */
    public boolean next(long rowLine) {
        line = rowLine;
        return ++rows <= committed;
    }

    /** Where the last row stood. */
    public long line() {
        return line;
    }

    /** Of all its bytes, in hexadecimal. */
    public String digest() {
        return digest;
    }

    public Map<String, String> state() {
        return Map.of(ROWS, String.valueOf(rows), DIGEST, digest, Prefix.LINE, String.valueOf(line));
    }
}
