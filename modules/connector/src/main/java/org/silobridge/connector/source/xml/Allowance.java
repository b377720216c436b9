package org.silobridge.connector.source.xml;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.silobridge.connector.source.file.BrokenFileException;
import org.silobridge.model.Reason;

/** A stream that breaks off where more is read of it than was allowed. */
public final class Allowance extends FilterInputStream {
    private final long max;
    private long left;

    /** Allows {@code max} bytes, and as many again after each {@link #renew}. */
    public Allowance(InputStream in, long max) {
        super(in);
        this.max = max;
        this.left = max;
    }

    public void renew() {
        left = max;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
        int read = super.read(bytes, from, count);
        left -= Math.max(0, read);
        if (left < 0) {
            throw new BrokenFileException(Reason.of("connector.source.xml-too-large", "max", max));
        }
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        throw new IOException("what is not read cannot be counted");
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
