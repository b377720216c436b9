package org.silobridge.catalogue.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106) in its usual text form. What is made now costs 19 MiB, two passes and one lane, OWASP's least; what
 * was made with other figures is still verified with its own.
 */
final class PasswordHash {
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Pattern FORM = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})\\$([A-Za-z0-9+/]{10,86})\\$([A-Za-z0-9+/]{22,86})");

    /** Of nothing that anybody knows, as what is made now: what a try for nobody is compared with. */
    static final String OF_NOBODY = written(new byte[SALT_BYTES], new byte[HASH_BYTES]);

    private PasswordHash() {}

    static String of(String password, RandomGenerator random) {
        var salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return written(salt, hash(password, salt, MEMORY_KIB, PASSES, LANES, HASH_BYTES));
    }

    private static String written(byte[] salt, byte[] hash) {
        var text = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=" + LANES + "$" + text.encodeToString(salt) + "$"
                + text.encodeToString(hash);
    }

    /** Whether it is the password; what differs where does not show in the time it takes. */
    static boolean matches(String password, String kept) {
        var form = FORM.matcher(kept);
        if (!form.matches()) {
            throw new IllegalStateException("a kept password has a form that nothing here writes");
        }
        var expected = Base64.getDecoder().decode(form.group(5));
        var found = hash(
                password,
                Base64.getDecoder().decode(form.group(4)),
                Integer.parseInt(form.group(1)),
                Integer.parseInt(form.group(2)),
                Integer.parseInt(form.group(3)),
                expected.length);
        return MessageDigest.isEqual(expected, found);
    }

    private static byte[] hash(String password, byte[] salt, int memoryKib, int passes, int lanes, int bytes) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        var hash = new byte[bytes];
        // The same characters may be typed in more than one way.
        generator.generateBytes(
                Normalizer.normalize(password, Normalizer.Form.NFKC).getBytes(UTF_8), hash);
        return hash;
    }
}
