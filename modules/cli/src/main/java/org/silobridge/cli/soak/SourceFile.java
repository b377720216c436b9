package org.silobridge.cli.soak;

import java.util.List;

/**
 * A file that a connector publishes, as its rows must come out.
 *
 * @param name as the connector names it
 * @param keys the record key of each row in the order of the file; the first row stands in line 2
 */
record SourceFile(String name, List<String> keys) {
    SourceFile {
        keys = List.copyOf(keys);
    }

    /** In which line the row stands. */
    static long line(int row) {
        return row + 2L;
    }
}
