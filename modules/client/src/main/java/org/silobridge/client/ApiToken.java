package org.silobridge.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A token of the exchange. Prints as {@code ***}. */
public record ApiToken(String secret) implements Bearer {
    private static final Pattern FORM = Pattern.compile("sbt_[A-Za-z0-9_-]{43}");

    public ApiToken {
        if (!FORM.matcher(secret).matches()) {
            // The text itself is not quoted: it may be a token with a typing error.
            throw new IllegalArgumentException(
                    "not a token of the form sbt_ and 43 characters (found " + secret.length() + " characters)");
        }
    }

    /**
     * Reads a token file: the token on a line of its own.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it holds no token
     */
    public static ApiToken readFrom(Path file) throws IOException {
        return new ApiToken(Files.readString(file, StandardCharsets.UTF_8).strip());
    }

    @Override
    public String toString() {
        return "***";
    }
}
