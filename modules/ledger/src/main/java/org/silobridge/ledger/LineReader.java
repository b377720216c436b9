package org.silobridge.ledger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads lines of bounded length, so that no file can exhaust the memory of who reads it. */
final class LineReader {
    /** An entry of 64 KiB and its columns fit, and so does a note of 64 KiB in base64 with a frontier. */
    static final int MAX_LINE = 96 * 1024;

    /** One line without its LF. */
    static final class Line {
        private final long number;
        private final byte[] bytes;
        private final Fault fault;

        Line(long number, byte[] bytes, Fault fault) {
            this.number = number;
            this.bytes = bytes;
            this.fault = fault;
        }

        long number() {
            return number;
        }

        byte[] bytes() {
            return bytes;
        }

        Fault fault() {
            return fault;
        }
    }

    /** What is wrong with a line as a line. */
    enum Fault {
        NONE,
        /** Longer than {@link #MAX_LINE}; the rest was skipped. */
        TOO_LONG,
        /** The file ends before the LF. */
        UNFINISHED
    }

    private final InputStream in;
    private long number;

    /** Over a stream that should be buffered. */
    LineReader(InputStream in) {
        this.in = in;
    }

    /** The next line, or null at the end of the file. */
    @Nullable
    Line next() throws IOException {
        var line = new ByteArrayOutputStream(512);
        var fault = Fault.NONE;
        int b = in.read();
        if (b < 0) {
            return null;
        }
        for (; b != '\n'; b = in.read()) {
            if (b < 0) {
                fault = Fault.UNFINISHED;
                break;
            } else if (line.size() < MAX_LINE) {
                line.write(b);
            } else {
                fault = Fault.TOO_LONG;
            }
        }
        return new Line(++number, line.toByteArray(), fault);
    }

    /** All that is left, or null if it is more than {@code most} bytes. */
    byte @Nullable [] rest(int most) throws IOException {
        var rest = in.readNBytes(most + 1);
        return rest.length > most ? null : rest;
    }
}
