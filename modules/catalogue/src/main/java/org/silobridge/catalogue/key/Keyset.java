package org.silobridge.catalogue.key;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The wrapping keys: AES-256-GCM, several versions, of which the current one wraps. With a random nonce of 96 bits a
 * key is good for 2^32 secrets, which no exchange reaches. Thread-safe.
 */
final class Keyset {
    static final int KEY_LENGTH = 32;

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_LENGTH = 12;
    private static final int TAG_BITS = 128;

    private final int current;
    private final Map<Integer, SecretKeySpec> keys;

    /**
     * Does not keep the arrays: the caller may wipe them.
     *
     * @throws IllegalArgumentException if {@code current} is none of the keys, or a key is not 32 bytes
     */
    Keyset(int current, Map<Integer, byte[]> keys) {
        if (!keys.containsKey(current)) {
            throw new IllegalArgumentException("the current key, version " + current + ", is not in the keyset");
        }
        this.current = current;
        this.keys = new TreeMap<>();
        keys.forEach((version, key) -> {
            if (version < 1 || key.length != KEY_LENGTH) {
                throw new IllegalArgumentException(
                        "key version " + version + " has " + key.length + " bytes, not " + KEY_LENGTH);
            }
            this.keys.put(version, new SecretKeySpec(key, "AES"));
        });
    }

    boolean has(int version) {
        return keys.containsKey(version);
    }

    WrappedSecret wrap(byte[] secret, Label label, SecureRandom random) {
        var nonce = new byte[NONCE_LENGTH];
        random.nextBytes(nonce);
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, current, nonce, label);
            var bytes = Arrays.copyOf(nonce, NONCE_LENGTH + cipher.getOutputSize(secret.length));
            cipher.doFinal(secret, 0, secret.length, bytes, NONCE_LENGTH);
            return new WrappedSecret(current, bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + CIPHER, e);
        }
    }

    /**
     * The secret, in a new array that the caller wipes. Empty where the key is another one, or the wrapped bytes are
     * not those that were wrapped under this label.
     */
    Optional<byte[]> unwrap(WrappedSecret wrapped, Label label) {
        var bytes = wrapped.bytes();
        if (!has(wrapped.keyVersion()) || bytes.length <= NONCE_LENGTH) {
            return Optional.empty();
        }
        try {
            var nonce = Arrays.copyOf(bytes, NONCE_LENGTH);
            return Optional.of(cipher(Cipher.DECRYPT_MODE, wrapped.keyVersion(), nonce, label)
                    .doFinal(bytes, NONCE_LENGTH, bytes.length - NONCE_LENGTH));
        } catch (AEADBadTagException wrongKeyOrBytes) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + CIPHER, e);
        }
    }

    private Cipher cipher(int mode, int version, byte[] nonce, Label label) throws GeneralSecurityException {
        var cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, keys.get(version), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(label.associatedData());
        return cipher;
    }

    /** Never the keys. */
    @Override
    public String toString() {
        return "Keyset[current=" + current + ", versions=" + keys.keySet() + "]";
    }
}
