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

    int length() {
        return length;
    }

    /** Takes back what was written beyond {@code shorter} bytes. */
    void shorten(int shorter) {
        length = shorter;
    }

    /** What is written into: valid until the next write. */
    byte[] array() {
        return bytes;
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

    /** Avro's int and long: zig-zag, then seven bits a byte, the lowest first. */
    void writeVariable(long value) {
        ensure(10);
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    /** The lowest {@code count} bytes of a number, lowest first. */
    void writeLittleEndian(long value, int count) {
        ensure(count);
        for (int i = 0; i < count; i++) {
            bytes[length++] = (byte) (value >>> (8 * i));
        }
    }

    /** Avro's bytes: the shortest big-endian two's complement of a number, as {@code BigInteger.toByteArray} gives it. */
    void writeTwosComplement(long value) {
        int significant = Long.SIZE + 1 - Long.numberOfLeadingZeros(value ^ (value >> 63));
        int count = (significant + 7) / 8;
        writeVariable(count);
        ensure(count);
        for (int i = count - 1; i >= 0; i--) {
            bytes[length++] = (byte) (value >>> (8 * i));
        }
    }

    /** A number in decimal digits, with at least {@code digits} of them. */
    void writeDecimal(long value, int digits) {
        if (value == Long.MIN_VALUE) {
            var text = Long.toString(value);
            for (int i = 0; i < text.length(); i++) {
                write(text.charAt(i));
            }
            return;
        }
        ensure(20 + digits);
        if (value < 0) {
            bytes[length++] = '-';
        }
        long rest = Math.abs(value);
        int count = digits;
        for (long power = power(digits); count < 19 && rest >= power; power *= 10) {
            count++;
            if (count == 19) {
                break;
            }
        }
        for (int i = count - 1; i >= 0; i--) {
            bytes[length + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
    }

    private static long power(int digits) {
        long power = 1;
        for (int i = 0; i < digits; i++) {
            power *= 10;
        }
        return power;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
