package org.silobridge.connector.row;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The keys published from one file, and the line each was first on. Keys are kept as the first 128 bits of their
 * SHA-256, 24 bytes each with the line, in a table at most two thirds full: 36 to 72 bytes a key, so about 70 MB for a
 * million keys at worst. That two of 10^9 keys collide has a chance of 10^-21.
 */
final class SeenKeys {
    private final MessageDigest sha256;
    private long[] table = new long[3 * 1024];
    private int size;

    SeenKeys() {
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    void clear() {
        table = new long[3 * 1024];
        size = 0;
    }

    /** Notes a key. @return the line it was first on, or 0 if this is the first time */
    long first(byte[] key, long line) {
        var hash = ByteBuffer.wrap(sha256.digest(key));
        long high = hash.getLong();
        long low = hash.getLong();
        int slot = slot(table, high, low);
        if (table[slot + 2] != 0) {
            return table[slot + 2];
        }
        put(table, slot, high, low, line);
        size++;
        if (size * 3L > table.length / 3 * 2L) {
            grow();
        }
        return 0;
    }

    private void grow() {
        var larger = new long[Math.multiplyExact(table.length, 2)];
        for (int i = 0; i < table.length; i += 3) {
            if (table[i + 2] != 0) {
                put(larger, slot(larger, table[i], table[i + 1]), table[i], table[i + 1], table[i + 2]);
            }
        }
        table = larger;
    }

    private static void put(long[] table, int slot, long high, long low, long line) {
        table[slot] = high;
        table[slot + 1] = low;
        table[slot + 2] = line;
    }

    /** Where the key stands, or the free place where it belongs; a place is free while its line is 0. */
    private static int slot(long[] table, long high, long low) {
        int places = table.length / 3;
        int place = (int) Long.remainderUnsigned(high, places);
        while (true) {
            int slot = place * 3;
            if (table[slot + 2] == 0 || (table[slot] == high && table[slot + 1] == low)) {
                return slot;
            }
            place = place + 1 == places ? 0 : place + 1;
        }
    }
}
