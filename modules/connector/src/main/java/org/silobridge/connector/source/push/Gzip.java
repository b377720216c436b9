package org.silobridge.connector.source.push;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.silobridge.model.Reason;

/**
 * Unpacks gzip (RFC 1952), all members to the last byte. The JDK's stream takes what it cannot read behind a member for
 * the end, which would lose rows without a word, and calls itself for each next member.
 */
final class Gzip {
    private static final int HEADER = 10;
    private static final int TRAILER = 8;
    private static final int HEADER_DIGEST = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int KNOWN_FLAGS = 0x1F;

    private final byte[] packed;
    private final int maxBytes;
    private final ByteArrayOutputStream unpacked = new ByteArrayOutputStream();
    private int at;

    private Gzip(byte[] packed, int maxBytes) {
        this.packed = packed;
        this.maxBytes = maxBytes;
    }

    /** Never more of it in memory than it may have. */
    static byte[] unpack(byte[] packed, int maxBytes) throws Refused {
        var gzip = new Gzip(packed, maxBytes);
        try {
            do {
                gzip.header();
                gzip.content();
            } while (gzip.at < packed.length);
        } catch (DataFormatException | IndexOutOfBoundsException e) {
            throw broken();
        }
        return gzip.unpacked.toByteArray();
    }

    private static Refused broken() {
        return new Refused(400, Reason.of("connector.push.gzip"));
    }

    private void header() throws Refused {
        int flags = packed[at + 3];
        if (packed[at] != 0x1F || packed[at + 1] != (byte) 0x8B || packed[at + 2] != 8 || (flags & ~KNOWN_FLAGS) != 0) {
            throw broken();
        }
        at += HEADER;
        if ((flags & EXTRA) != 0) {
            at += 2 + (packed[at] & 0xFF) + ((packed[at + 1] & 0xFF) << 8);
        }
        skipText(flags & NAME);
        skipText(flags & COMMENT);
        at += (flags & HEADER_DIGEST) == 0 ? 0 : 2;
    }

    private void skipText(int present) {
        while (present != 0 && packed[at++] != 0) {
            // up to its end
        }
    }

    private void content() throws Refused, DataFormatException {
        var inflater = new Inflater(true);
        try {
            inflater.setInput(packed, at, packed.length - at);
            var digest = new CRC32();
            var buffer = new byte[16 * 1024];
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer);
                if (count == 0 && !inflater.finished()) {
                    throw broken(); // cut off
                }
                if (unpacked.size() + count > maxBytes) {
                    throw Body.tooLarge(maxBytes);
                }
                digest.update(buffer, 0, count);
                unpacked.write(buffer, 0, count);
            }
            at += Math.toIntExact(inflater.getBytesRead());
            if (packed.length - at < TRAILER) {
                throw broken();
            }
            var trailer = ByteBuffer.wrap(packed, at, TRAILER).order(ByteOrder.LITTLE_ENDIAN);
            if (trailer.getInt() != (int) digest.getValue() || trailer.getInt() != (int) inflater.getBytesWritten()) {
                throw broken();
            }
            at += TRAILER;
        } finally {
            inflater.end();
        }
    }
}
