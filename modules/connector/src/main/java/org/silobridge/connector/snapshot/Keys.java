package org.silobridge.connector.snapshot;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** How keys and values stand in tables. For one thread. */
final class Keys {
    /** That two of 10^9 values have the same digest has a chance of 10^-21. */
    static final int DIGEST_LENGTH = 16;

    /** Before every key; what tables note beside keys begins with zero. */
    static final byte PREFIX = 1;

    private final MessageDigest sha256;

    Keys() {
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static byte[] stored(byte[] key) {
        var stored = new byte[key.length + 1];
        stored[0] = PREFIX;
        System.arraycopy(key, 0, stored, 1, key.length);
        return stored;
    }

    static byte[] published(byte[] stored) {
        return Arrays.copyOfRange(stored, 1, stored.length);
    }

    byte[] digest(byte[] value) {
        return Arrays.copyOf(sha256.digest(value), DIGEST_LENGTH);
    }
}
