package org.silobridge.ledger;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;

/** Signs notes with an Ed25519 key under a name. Signing the same text again gives the same note. */
public final class NoteSigner {
    private final PrivateKey key;
    private final NoteVerifier verifier;

    /** Under this name. @throws MalformedException unless the keys are an Ed25519 pair that belongs together, and the name may be one */
    public NoteSigner(String name, KeyPair keys) throws MalformedException {
        this.key = keys.getPrivate();
        this.verifier = NoteVerifier.of(name, keys.getPublic());
        if (sign("do these keys belong together?\n").verify(List.of(verifier)) != SignedNote.Verdict.SIGNED) {
            throw new MalformedException("the private and the public key do not belong together");
        }
    }

    /** Signs one text, which ends with a newline. */
    public SignedNote sign(String text) {
        if (!text.endsWith("\n")) {
            throw new IllegalArgumentException("the text of a note ends with a newline");
        }
        try {
            var ed25519 = Signature.getInstance("Ed25519");
            ed25519.initSign(key);
            ed25519.update(Encoding.bytes(text));
            var signature = Base64.getEncoder().encodeToString(ed25519.sign());
            return new SignedNote(
                    text, List.of(new SignedNote.Signature(verifier.name(), verifier.keyId(), signature)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the signing key does not sign", e);
        }
    }

    /** The public half, to be given to those who verify. */
    public NoteVerifier verifier() {
        return verifier;
    }
}
