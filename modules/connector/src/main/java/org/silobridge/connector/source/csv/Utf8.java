package org.silobridge.connector.source.csv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Well-formed UTF-8 (Unicode, table 3-7), as the JDK's decoder takes it, told without decoding. */
final class Utf8 {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH = 0x8080808080808080L;
    /** The bits that tell two characters of three bytes each, the way of nearly all Chinese; and what they must be. */
    private static final long THREES = 0x0000_C0C0F0_C0C0F0L;

    private static final long TWO_OF_THREE = 0x0000_8080E0_8080E0L;

    private Utf8() {}

    static boolean isValid(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (at + Long.BYTES <= to) {
                long eight = (long) EIGHT.get(bytes, at);
                if ((eight & HIGH) == 0) {
                    at += Long.BYTES;
                    continue;
                }
                if ((eight & THREES) == TWO_OF_THREE && isPlain((int) eight) && isPlain((int) (eight >>> 24))) {
                    at += 6;
                    continue;
                }
            }
            int length = length(bytes, at, to);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /** Whether any second byte may follow this first one of three, the lowest: those two that restrict it are rare. */
    private static boolean isPlain(int first) {
        int low = first & 0x0F;
        return low != 0x00 && low != 0x0D;
    }

    /** How many bytes the character at {@code at} has; 0 where there is none. */
    private static int length(byte[] bytes, int at, int to) {
        int first = bytes[at];
        if (first >= 0) {
            return 1;
        }
        int left = to - at;
        if (first >= (byte) 0xE0 && first < (byte) 0xF0) {
            if (left < 3) {
                return 0;
            }
            int second = bytes[at + 1];
            boolean range = first == (byte) 0xE0 ? second >= (byte) 0xA0 : first != (byte) 0xED || second < (byte) 0xA0;
            return range && isTrail(second) && isTrail(bytes[at + 2]) ? 3 : 0;
        }
        if (first >= (byte) 0xC2 && first < (byte) 0xE0) {
            return left >= 2 && isTrail(bytes[at + 1]) ? 2 : 0;
        }
        if (first >= (byte) 0xF0 && first <= (byte) 0xF4 && left >= 4) {
            int second = bytes[at + 1];
            boolean range = first == (byte) 0xF0 ? second >= (byte) 0x90 : first != (byte) 0xF4 || second < (byte) 0x90;
            return range && isTrail(second) && isTrail(bytes[at + 2]) && isTrail(bytes[at + 3]) ? 4 : 0;
        }
        return 0;
    }

    private static boolean isTrail(int octet) {
        return octet < (byte) 0xC0;
    }
}
