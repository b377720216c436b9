package org.silobridge.ledger;

import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A public key that one trusts, by name: a C2SP signed-note verifier key for Ed25519, written {@code
 * name+8 hex digits of the key id+base64(0x01 || key)}.
 */
public final class NoteVerifier {
    private static final byte ED25519 = 1;
    private static final int KEY_LENGTH = Ed25519.KEY_LENGTH;

    private final String name;
    private final byte[] key;
    private final PublicKey publicKey;
    private final int keyId;

    private NoteVerifier(String name, byte[] key) throws MalformedException {
        this.publicKey = Ed25519.key(key);
        this.name = SignedNote.checkedName(name);
        this.key = key;
        this.keyId = keyId(name, key);
    }

    /** Reads a verifier key. @throws MalformedException unless {@code vkey} is a verifier key whose key id is the one of its key */
    public static NoteVerifier parse(String vkey) throws MalformedException {
        var parts = vkey.split("\\+", 3);
        if (parts.length != 3) {
            throw new MalformedException("a verifier key has the form name+id+key: \"" + vkey + "\"");
        }
        var typed = Encoding.base64(parts[2]);
        if (typed.length != KEY_LENGTH + 1 || typed[0] != ED25519) {
            throw new MalformedException("only Ed25519 verifier keys (type 1) are known here: \"" + vkey + "\"");
        }
        var verifier = new NoteVerifier(parts[0], Arrays.copyOfRange(typed, 1, typed.length));
        if (!verifier.toString().equals(vkey)) {
            throw new MalformedException("the key id of this verifier key is " + verifier.hexId() + ": \"" + vkey
                    + "\". Was it copied whole?");
        }
        return verifier;
    }

    static NoteVerifier of(String name, PublicKey key) throws MalformedException {
        return new NoteVerifier(name, Ed25519.raw(key));
    }

    private static int keyId(String name, byte[] key) {
        var hash = Hash.sha256(Encoding.bytes(name), new byte[] {'\n', ED25519}, key)
                .raw();
        return (hash[0] & 0xff) << 24 | (hash[1] & 0xff) << 16 | (hash[2] & 0xff) << 8 | (hash[3] & 0xff);
    }

    public String name() {
        return name;
    }

    int keyId() {
        return keyId;
    }

    private String hexId() {
        return HexFormat.of().toHexDigits(keyId);
    }

    boolean verifies(byte[] text, byte[] signature) {
        return Ed25519.verifies(publicKey, text, signature);
    }

    /** The verifier key as it is given to those who verify. */
    @Override
    public String toString() {
        var typed = new byte[KEY_LENGTH + 1];
        typed[0] = ED25519;
        System.arraycopy(key, 0, typed, 1, KEY_LENGTH);
        return name + "+" + hexId() + "+" + Base64.getEncoder().encodeToString(typed);
    }
}
