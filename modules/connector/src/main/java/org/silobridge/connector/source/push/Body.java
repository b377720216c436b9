package org.silobridge.connector.source.push;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.ZipException;
import org.silobridge.connector.source.file.Digests;
import org.silobridge.connector.source.file.GzipStream;
import org.silobridge.model.Reason;

/** What a request brought, unpacked. */
final class Body {
    private static final int PIECE = 16 * 1024;
    /** The byte order mark of UTF-8, which is passed over. */
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final byte[] bytes;
    private final String digest;

    private Body(byte[] bytes) {
        this.bytes = bytes;
        this.digest = Digests.of(bytes);
    }

    /** Not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** The SHA-256 of the bytes, in hexadecimal. */
    String digest() {
        return digest;
    }

    /** Reads a body; never more of it into memory than it may have. */
    static Body read(InputStream in, boolean gzip, int maxBytes, int maxRows) throws IOException, Refused {
        var sent = limited(in, maxBytes);
        var bytes = gzip ? unpacked(sent, maxBytes) : sent;
        int rows = 0;
        int objects = 0;
        int line = startsWithMark(bytes) ? MARK.length : 0;
        while (line < bytes.length) {
            int end = line;
            int first = -1;
            while (end < bytes.length && bytes[end] != '\n') {
                if (first < 0 && !isSpace(bytes[end])) {
                    first = end;
                }
                end++;
            }
            rows += first < 0 ? 0 : 1;
            objects += first >= 0 && bytes[first] == '{' ? 1 : 0;
            line = end + 1;
        }
        if (rows == 0) {
            throw new Refused(400, Reason.of("connector.push.empty"));
        }
        if (rows > maxRows) {
            throw new Refused(413, Reason.of("connector.push.too-many-rows", "rows", rows, "max", maxRows));
        }
        if (objects == 0) {
            // Such as a list of objects, or one object over many lines: no row of it would be one.
            throw new Refused(400, Reason.of("connector.push.no-json-lines"));
        }
        return new Body(bytes);
    }

    private static boolean startsWithMark(byte[] bytes) {
        return bytes.length >= MARK.length && Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }

    private static byte[] unpacked(byte[] sent, int maxBytes) throws IOException, Refused {
        try (var in = new GzipStream(new ByteArrayInputStream(sent), PIECE)) {
            return limited(in, maxBytes);
        } catch (EOFException | ZipException e) {
            throw new Refused(400, Reason.of("connector.push.gzip"));
        }
    }

    private static byte[] limited(InputStream in, int maxBytes) throws IOException, Refused {
        var bytes = new ByteArrayOutputStream();
        var buffer = new byte[PIECE];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            if (bytes.size() + count > maxBytes) {
                throw tooLarge(maxBytes);
            }
            bytes.write(buffer, 0, count);
        }
        return bytes.toByteArray();
    }

    static Refused tooLarge(int maxBytes) {
        return new Refused(413, Reason.of("connector.push.too-large", "max", maxBytes));
    }
}
