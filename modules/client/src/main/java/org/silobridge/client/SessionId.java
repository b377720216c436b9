package org.silobridge.client;

import java.util.regex.Pattern;

/** A session of somebody who logged in. Prints as {@code ***}. */
public record SessionId(String secret) implements Bearer {
    private static final Pattern FORM = Pattern.compile("sbs_[A-Za-z0-9_-]{43}");

    public SessionId {
        if (!FORM.matcher(secret).matches()) {
            throw new IllegalArgumentException("not a session of the form sbs_ and 43 characters");
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
