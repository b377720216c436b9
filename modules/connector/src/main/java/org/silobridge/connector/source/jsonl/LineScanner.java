package org.silobridge.connector.source.jsonl;

import java.io.IOException;
import java.io.InputStream;
import org.silobridge.connector.source.file.RowBytes;

/** Cuts a stream into lines that end with LF or CR LF; those of white space only are passed over. */
final class LineScanner extends RowBytes {
    private long line;

    LineScanner(InputStream in, int maxRowBytes) {
        super(in, maxRowBytes);
    }

    /** Goes to the next line. @return false at the end */
    boolean next() throws IOException {
        do {
            begin(++line);
            if (at == limit && !fill()) {
                return false;
            }
            scan();
        } while (!tooLarge() && blank());
        return true;
    }

    private void scan() throws IOException {
        while (at < limit || fill()) {
            if (buffer[at++] == '\n') {
                finish(at - 1, at);
                return;
            }
        }
        finish(at, at);
    }

    private boolean blank() {
        for (int i = rowStart; i < rowEnd(); i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
