package org.silobridge.ledger;

import java.security.PublicKey;
import java.util.Base64;

/** The public half of an Ed25519 key with which a person signs {@link Statement}s. Written as the base64 of its 32 bytes. */
public final class ActorKey {
    /** What ids of keys begin with. */
    public static final String KIND = "sgk";

    private final byte[] raw;
    private final PublicKey key;

    private ActorKey(byte[] raw) throws MalformedException {
        this.raw = raw;
        this.key = Ed25519.key(raw);
    }

    /** Reads the 44 characters of a key. @throws MalformedException if they are none */
    public static ActorKey parse(String base64) throws MalformedException {
        return new ActorKey(Encoding.base64(base64));
    }

    /** The public half of a pair. @throws MalformedException unless it is an Ed25519 key */
    public static ActorKey of(PublicKey key) throws MalformedException {
        return new ActorKey(Ed25519.raw(key));
    }

    /**
     * Made from the key alone, {@code sgk-} and the first 32 hex digits of its SHA-256: who knows the id of somebody's key
     * knows the key, whatever a database says.
     */
    public String id() {
        return KIND + "-" + Hash.sha256(raw).toHex().substring(0, 32);
    }

    /** Whether this key made the signature, in base64, over the statement. */
    public boolean verifies(Statement statement, String signature) {
        try {
            return Ed25519.verifies(key, statement.canonicalBytes(), Encoding.base64(signature));
        } catch (MalformedException notBase64) {
            return false;
        }
    }

    /** The base64 of its 32 bytes. */
    @Override
    public String toString() {
        return Base64.getEncoder().encodeToString(raw);
    }
}
