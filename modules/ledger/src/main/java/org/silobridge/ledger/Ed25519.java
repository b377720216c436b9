package org.silobridge.ledger;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Public keys of 32 bytes, and signatures of 64, as RFC 8032 has them. */
final class Ed25519 {
    static final int KEY_LENGTH = 32;
    private static final int SIGNATURE_LENGTH = 64;
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private Ed25519() {}

    static PublicKey key(byte[] raw) throws MalformedException {
        if (raw.length != KEY_LENGTH) {
            throw new MalformedException("an Ed25519 key has 32 bytes, not " + raw.length);
        }
        try {
            var x509 = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + KEY_LENGTH);
            System.arraycopy(raw, 0, x509, X509_PREFIX.length, KEY_LENGTH);
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509));
        } catch (GeneralSecurityException e) {
            throw new MalformedException("not an Ed25519 key", e);
        }
    }

    static byte[] raw(PublicKey key) throws MalformedException {
        var x509 = key.getEncoded();
        if (x509.length != X509_PREFIX.length + KEY_LENGTH
                || !Arrays.equals(x509, 0, X509_PREFIX.length, X509_PREFIX, 0, X509_PREFIX.length)) {
            throw new MalformedException("not an Ed25519 key");
        }
        return Arrays.copyOfRange(x509, X509_PREFIX.length, x509.length);
    }

    static boolean verifies(PublicKey key, byte[] text, byte[] signature) {
        if (signature.length != SIGNATURE_LENGTH) {
            return false; // The JDK's own verification lets zeros behind the 64 bytes pass.
        }
        try {
            var ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(key);
            ed25519.update(text);
            return ed25519.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
