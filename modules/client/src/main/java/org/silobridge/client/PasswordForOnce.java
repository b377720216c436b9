package org.silobridge.client;

import java.time.Instant;

/** A password just made, for one log-in, at which it is changed. This is the only time that it is seen. */
public record PasswordForOnce(String password, Instant until) {

    @Override
    public String toString() {
        return "PasswordForOnce[***, " + until + "]";
    }
}
