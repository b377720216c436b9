package org.silobridge.connector.source.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** The bytes of a file, after decompression where its name ends in {@code .gz}. */
public final class FileBytes {
    private FileBytes() {}

    public static InputStream open(Path file) throws IOException {
        return open(file, new AtomicLong());
    }

    /** The same; {@code read} counts the bytes of the file as it lies there, before decompression. */
    public static InputStream open(Path file, AtomicLong read) throws IOException {
        var raw = counted(Files.newInputStream(file), read);
        if (!file.getFileName().toString().endsWith(".gz")) {
            return raw;
        }
        try {
            return new GzipStream(raw, 64 * 1024);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    private static InputStream counted(InputStream in, AtomicLong read) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int one = super.read();
                read.addAndGet(one < 0 ? 0 : 1);
                return one;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int some = super.read(into, offset, length);
                read.addAndGet(Math.max(0, some));
                return some;
            }
        };
    }
}
