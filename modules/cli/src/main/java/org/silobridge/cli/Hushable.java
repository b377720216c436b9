package org.silobridge.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A stream that can be made to lose what comes after. */
final class Hushable extends FilterOutputStream {
    private volatile boolean hushed;

    Hushable(OutputStream out) {
        super(out);
    }

    /** What was written before still arrives. */
    void hush() {
        hushed = true;
    }

    @Override
    public void write(int b) throws IOException {
        if (!hushed) {
            out.write(b);
        }
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (!hushed) {
            out.write(bytes, from, length);
        }
    }
}
