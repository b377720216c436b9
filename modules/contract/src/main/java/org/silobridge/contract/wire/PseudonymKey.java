package org.silobridge.contract.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.silobridge.model.DatasetId;

/**
 * Turns a canonical record key with a withheld field into its pseudonym: the first 16 bytes of
 * {@code HMAC-SHA-256(K, key)} in base64url without padding, 22 characters, where
 * {@code K = HMAC-SHA-256(dataset secret, "sb1/record-key" 00 dataset id 00 major)}. Pseudonyms of different datasets
 * or majors have nothing in common. Who holds the secret can reverse every identifier by trying them all, so it never
 * leaves the publishers.
 *
 * <p>Confined to one thread; {@link #copy} makes one for another. Vectors: {@code schemas/vectors/pseudonym.json}.
 */
public final class PseudonymKey {
    /** Bytes of a dataset secret. */
    public static final int SECRET_LENGTH = 32;

    /** Characters of a pseudonym. */
    public static final int LENGTH = 22;

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PURPOSE = "sb1/record-key";
    private static final int PSEUDONYM_BYTES = 16;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;
    private final Mac mac;
    private final byte[] full = new byte[32];

    private PseudonymKey(SecretKeySpec key) {
        this.key = key;
        this.mac = mac(key);
    }

    /**
     * The key for the record keys of a dataset's major. Does not keep {@code secret}: the caller may wipe it.
     *
     * @throws IllegalArgumentException if the secret is not 32 bytes
     */
    public static PseudonymKey derive(byte[] secret, DatasetId dataset, int major) {
        if (secret.length != SECRET_LENGTH) {
            throw new IllegalArgumentException(
                    "a dataset secret has " + SECRET_LENGTH + " bytes, this one " + secret.length);
        }
        var label = (PURPOSE + '\0' + dataset.value() + '\0' + major).getBytes(StandardCharsets.US_ASCII);
        var derived = mac(new SecretKeySpec(secret, ALGORITHM)).doFinal(label);
        try {
            return new PseudonymKey(new SecretKeySpec(derived, ALGORITHM));
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    /** The same key for another thread. */
    public PseudonymKey copy() {
        return new PseudonymKey(key);
    }

    /** The pseudonym of a canonical key, as it stands on the wire (ASCII), in a new array. */
    public byte[] pseudonym(byte[] canonicalKey) {
        try {
            mac.update(canonicalKey);
            mac.doFinal(full, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException(e);
        }
        return BASE64.encode(Arrays.copyOf(full, PSEUDONYM_BYTES));
    }

    /** The pseudonym of a canonical key as text. */
    public String pseudonym(String canonicalKey) {
        return new String(pseudonym(canonicalKey.getBytes(StandardCharsets.UTF_8)), StandardCharsets.US_ASCII);
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "PseudonymKey[***]";
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
