package org.silobridge.connector.source.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.model.Violation;

/** How files of one kind are taken apart. */
public interface FileFormat {

    SourceKind kind();

    /** Everything at the beginning of a file that keeps these columns from being read. */
    void check(Path file, String name, List<String> columns, List<Violation> violations);

    /**
     * Opens a file at its beginning.
     *
     * @param state how far it was committed, as {@link OpenFile#state} told it; empty if it was not
     * @param spool where rows that are too large are kept
     * @throws BrokenFileException if it cannot be read at all
     * @throws org.silobridge.model.RefusedException likewise, with everything that {@link #check} finds
     */
    OpenFile open(Path file, String name, List<String> columns, Map<String, String> state, Spool spool)
            throws IOException;

    /** A file being read. */
    interface OpenFile extends Closeable {

        /**
         * The next row, valid until the next call; null at the end.
         *
         * @throws BrokenFileException if the rest cannot be read
         * @throws org.silobridge.model.RefusedException of the kind CONFLICT if what was committed has changed
         */
        @Nullable
        SourceRow next() throws IOException;

        /** About how many bytes of the file are read, before decompression. On any thread. */
        default long bytesRead() {
            return 0;
        }

        /** How far it is read, the last row included. */
        Map<String, String> state();
    }
}
