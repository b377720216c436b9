package org.silobridge.connector.row;

import java.io.OutputStream;
import java.util.Arrays;

/** A growing byte array to write into again and again. */
final class ReusedBytes extends OutputStream {
    private byte[] bytes;
    private int length;

    ReusedBytes(int capacity) {
        this.bytes = new byte[capacity];
    }

    void clear() {
        length = 0;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    @Override
    public void write(int octet) {
        ensure(1);
        bytes[length++] = (byte) octet;
    }

    @Override
    public void write(byte[] source, int from, int count) {
        ensure(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    @Override
    public void write(byte[] source) {
        write(source, 0, source.length);
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
