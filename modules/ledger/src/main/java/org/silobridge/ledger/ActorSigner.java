package org.silobridge.ledger;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A person's Ed25519 key pair, which signs {@link Statement}s. Written as PEM, the private half (PKCS #8) and then the
 * public one, as {@code openssl genpkey -algorithm ed25519} and {@code openssl pkey -pubout} write them.
 */
public final class ActorSigner {
    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----"
                    + "\\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");

    private final PrivateKey key;
    private final ActorKey publicKey;

    private ActorSigner(KeyPair keys) throws MalformedException {
        this.key = keys.getPrivate();
        this.publicKey = ActorKey.of(keys.getPublic());
        var question = new Statement(java.util.Map.of("sign", "do these keys belong together?"));
        if (!publicKey.verifies(question, sign(question))) {
            throw new MalformedException("the private and the public key do not belong together");
        }
    }

    /** A new key. */
    public static ActorSigner generate(SecureRandom random) {
        try {
            var keys = KeyPairGenerator.getInstance("Ed25519");
            keys.initialize(NamedParameterSpec.ED25519, random);
            return new ActorSigner(keys.generateKeyPair());
        } catch (GeneralSecurityException | MalformedException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        }
    }

    /** Reads a key. The fault never quotes it. @throws MalformedException unless it is a private Ed25519 key and then its public half */
    public static ActorSigner parse(String pem) throws MalformedException {
        var blocks = PEM.matcher(pem);
        if (!blocks.matches()) {
            throw new MalformedException("no private key and its public key in PEM");
        }
        try {
            var factory = KeyFactory.getInstance("Ed25519");
            return new ActorSigner(new KeyPair(
                    factory.generatePublic(new X509EncodedKeySpec(bytes(blocks, 2))),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(bytes(blocks, 1)))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new MalformedException("not an Ed25519 key");
        }
    }

    private static byte[] bytes(Matcher blocks, int block) {
        return Base64.getMimeDecoder().decode(blocks.group(block));
    }

    /** The signature, in base64. */
    public String sign(Statement statement) {
        try {
            var ed25519 = Signature.getInstance("Ed25519");
            ed25519.initSign(key);
            ed25519.update(statement.canonicalBytes());
            return Base64.getEncoder().encodeToString(ed25519.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key does not sign", e);
        }
    }

    /** The half that may be known. */
    public ActorKey publicKey() {
        return publicKey;
    }

    /** Both halves: a secret. */
    public String pem() {
        try {
            return block("PRIVATE", key.getEncoded())
                    + block(
                            "PUBLIC",
                            Ed25519.key(Encoding.base64(publicKey.toString())).getEncoded());
        } catch (MalformedException e) {
            throw new IllegalStateException("a key that was read before", e);
        }
    }

    private static String block(String what, byte[] der) {
        return "-----BEGIN " + what + " KEY-----\n" + Base64.getEncoder().encodeToString(der) + "\n-----END " + what
                + " KEY-----\n";
    }
}
