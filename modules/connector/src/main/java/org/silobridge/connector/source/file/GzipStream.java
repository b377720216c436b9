package org.silobridge.connector.source.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * Unpacks gzip (RFC 1952), all members to the last byte. The JDK's own stream takes what it cannot read behind a member
 * for the end, which would lose rows without a word. What is cut off is an {@link EOFException}, what is no gzip, damaged,
 * or followed by anything else a {@link ZipException}.
 */
public final class GzipStream extends InflaterInputStream {
    private static final int MAGIC = 0x8B1F;
    private static final int DEFLATED = 8;
    private static final int HEADER_DIGEST = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int KNOWN_FLAGS = 0x1F;

    private final CRC32 digest = new CRC32();
    private boolean ended;
    /** Where headers and trailers are read in the buffer. */
    private int at;

    /** Reads the first header. */
    public GzipStream(InputStream in, int bufferBytes) throws IOException {
        super(in, new Inflater(true), bufferBytes);
        try {
            if (!refilled()) {
                throw new EOFException();
            }
            header();
        } catch (IOException e) {
            inf.end();
            throw e;
        }
    }

    @Override
    public int read(byte[] into, int from, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        while (!ended) {
            int read = super.read(into, from, count);
            if (read >= 0) {
                digest.update(into, from, read);
                return read;
            }
            trailer();
        }
        return -1;
    }

    @Override
    public int available() {
        return ended ? 0 : 1;
    }

    @Override
    public void close() throws IOException {
        try {
            super.close();
        } finally {
            inf.end();
        }
    }

    /** Behind a member: its digest and length, and the next one's header, or the end. */
    private void trailer() throws IOException {
        keepRemaining();
        long expected = number(4);
        long length = number(4);
        if (expected != digest.getValue() || length != (inf.getBytesWritten() & 0xFFFF_FFFFL)) {
            throw new ZipException("not what was packed");
        }
        if (at == len && !refilled()) {
            ended = true;
            return;
        }
        inf.reset();
        digest.reset();
        header();
    }

    private void header() throws IOException {
        if (number(2) != MAGIC || number(1) != DEFLATED) {
            throw new ZipException("not gzip");
        }
        int flags = (int) number(1);
        if ((flags & ~KNOWN_FLAGS) != 0) {
            throw new ZipException("unknown flags");
        }
        number(4); // time
        number(2); // how it was packed, and where
        if ((flags & EXTRA) != 0) {
            for (long left = number(2); left > 0; left--) {
                octet();
            }
        }
        passText(flags & NAME);
        passText(flags & COMMENT);
        if ((flags & HEADER_DIGEST) != 0) {
            number(2);
        }
        inf.setInput(buf, at, len - at);
    }

    private void passText(int present) throws IOException {
        while (present != 0 && octet() != 0) {
            // up to its end
        }
    }

    /** What the inflater has not taken of the buffer. */
    private void keepRemaining() {
        at = len - inf.getRemaining();
    }

    private boolean refilled() throws IOException {
        at = 0;
        len = Math.max(0, in.read(buf, 0, buf.length));
        return len > 0;
    }

    private long number(int octets) throws IOException {
        long number = 0;
        for (int i = 0; i < octets; i++) {
            number |= (long) octet() << (8 * i);
        }
        return number;
    }

    private int octet() throws IOException {
        if (at == len && !refilled()) {
            throw new EOFException();
        }
        return buf[at++] & 0xFF;
    }
}
