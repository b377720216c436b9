package org.silobridge.client;

import java.net.URI;

/**
 * A log-in at the issuer that waits for what it says.
 *
 * @param page where a browser logs in; it is sent on to 127.0.0.1 at {@code port}
 * @param memory what the catalogue has to be shown again; whoever has it and the issuer's answer has the session
 */
public record BegunLogIn(URI page, int port, String memory) {
    @Override
    public String toString() {
        return "BegunLogIn[port=" + port + "]";
    }
}
