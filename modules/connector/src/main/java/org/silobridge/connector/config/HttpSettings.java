package org.silobridge.connector.config;

/**
 * Where a running connector tells its metrics and health.
 *
 * @param host the address to listen on; the loopback address unless said otherwise
 * @param port 0 for any that is free
 */
public record HttpSettings(String host, int port) {
    static final String LOOPBACK = "127.0.0.1";

    public HttpSettings {
        if (host.isBlank() || port < 0 || port > 65_535) {
            throw new IllegalArgumentException("not an address: " + host + ":" + port);
        }
    }
}
