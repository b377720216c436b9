package org.silobridge.catalogue.actor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.silobridge.ledger.Hash;

/**
 * The secret that a caller shows: {@code sbt_} and 256 random bits as 43 base64url characters. Only its SHA-256 is
 * kept; with that much randomness a plain hash is as good as a slow one.
 */
public final class TokenSecret {
    private static final Pattern FORM = Pattern.compile("sbt_[A-Za-z0-9_-]{43}");

    private final String text;

    private TokenSecret(String text) {
        this.text = text;
    }

    static TokenSecret random(RandomGenerator random) {
        return new TokenSecret("sbt_" + randomText(random));
    }

    /** 256 random bits, as 43 base64url characters. */
    static String randomText(RandomGenerator random) {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Empty where the text has not the form of a token. */
    public static Optional<TokenSecret> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new TokenSecret(text)) : Optional.empty();
    }

    /** The secret itself: for the one answer that shows it. */
    public String reveal() {
        return text;
    }

    /** What tells tokens of whatever form apart and gives none away: a hash, in hexadecimal. */
    public static String fingerprint(String shown) {
        return Hash.sha256(shown.getBytes(UTF_8)).toHex();
    }

    byte[] hash() {
        return Hash.sha256(text.getBytes(UTF_8)).toBytes();
    }

    @Override
    public String toString() {
        return "***";
    }
}
