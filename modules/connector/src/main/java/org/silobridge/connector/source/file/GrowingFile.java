package org.silobridge.connector.source.file;

import java.util.Map;

/**
 * How far a file is read that can only grow: what was published before has to be there still, byte for byte, and to end where
 * a row ends. For one thread.
 */
public final class GrowingFile {
    private final RowBytes rows;
    private final String name;
    private final Prefix committed;
    private boolean proven;
    private long line;

    /**
     * Begins before the first row.
     *
     * @param state how far it was committed; empty if it was not
     * @param spool where rows that are too large are kept, unless they were before
     */
    public GrowingFile(RowBytes rows, String name, Map<String, String> state, Spool spool) {
        this.rows = rows;
        this.name = name;
        this.committed = Prefix.of(state);
        this.proven = committed.bytes() == 0;
        rows.mark(committed.bytes());
        rows.spool(spool, name);
    }

    /**
     * Takes notice of one row more, or that there is none.
     *
     * @throws org.silobridge.model.RefusedException of the kind CONFLICT if what was committed has changed
     */
    public void next(boolean more) {
        if (!proven) {
            prove(more);
        }
        if (more) {
            line = rows.rowLine();
        }
    }

    private void prove(boolean more) {
        var digest = rows.digestAtMark();
        if (digest == null) {
            if (!more) {
                throw committed.changed(name);
            }
            return;
        }
        boolean across = more && rows.rowOffset() < committed.bytes() && rows.rowEndOffset() > committed.bytes();
        if (across || !digest.equals(committed.digest())) {
            throw committed.changed(name);
        }
        proven = true;
    }

    /** Whether the row was done before. */
    public boolean done() {
        return rows.rowOffset() < committed.bytes();
    }

    public Map<String, String> state() {
        return new Prefix(rows.bytesDone(), rows.digestDone(), line).state();
    }
}
