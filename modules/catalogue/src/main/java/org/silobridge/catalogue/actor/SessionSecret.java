package org.silobridge.catalogue.actor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.silobridge.ledger.Hash;

/**
 * The id of a session: {@code sbs_} and 256 random bits as 43 base64url characters. Who has it is logged in; only its
 * SHA-256 is kept.
 */
public final class SessionSecret {
    private static final Pattern FORM = Pattern.compile("sbs_[A-Za-z0-9_-]{43}");

    private final String text;

    private SessionSecret(String text) {
        this.text = text;
    }

    static SessionSecret random(RandomGenerator random) {
        return new SessionSecret("sbs_" + TokenSecret.randomText(random));
    }

    /** Empty where the text has not the form of one. */
    public static Optional<SessionSecret> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new SessionSecret(text)) : Optional.empty();
    }

    /** The secret itself: for the one cookie that it stands in. */
    public String reveal() {
        return text;
    }

    /**
     * What a page of ours shows beside the cookie when it asks for a change: another site's page can make a browser send
     * the cookie, but learns neither that nor what follows from it. It leads back to no session.
     */
    public String csrfToken() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Hash.sha256(("csrf " + text).getBytes(UTF_8)).toBytes());
    }

    /** Whether this is that token; takes as long whatever it is. */
    public boolean hasCsrfToken(String shown) {
        return MessageDigest.isEqual(csrfToken().getBytes(UTF_8), shown.getBytes(UTF_8));
    }

    byte[] hash() {
        return Hash.sha256(text.getBytes(UTF_8)).toBytes();
    }

    @Override
    public String toString() {
        return "***";
    }
}
