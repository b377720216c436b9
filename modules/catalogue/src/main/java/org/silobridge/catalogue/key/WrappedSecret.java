package org.silobridge.catalogue.key;

/**
 * A secret under a wrapping key.
 *
 * @param keyVersion which key of the keyset wrapped it
 * @param bytes nonce, ciphertext and tag
 */
@SuppressWarnings("ArrayRecordComponent") // moved between PostgreSQL and the cipher, never compared
record WrappedSecret(int keyVersion, byte[] bytes) {}
