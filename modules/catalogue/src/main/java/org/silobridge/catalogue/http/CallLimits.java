package org.silobridge.catalogue.http;

import java.time.Duration;

/**
 * What one caller may take of the service.
 *
 * @param perToken calls with a token that holds
 * @param perAddress calls without one, of an IPv4 address or an IPv6 network of 64 bits
 * @param connectionsPerAddress at once
 * @param headTimeout from the connection to the end of its first call's head
 * @param bodyTimeout from there to the end of the body
 * @param keepAlive from an answer to the end of the next call's head
 */
public record CallLimits(
        Rate perToken,
        Rate perAddress,
        int connectionsPerAddress,
        Duration headTimeout,
        Duration bodyTimeout,
        Duration keepAlive) {

    /** So many at once, and so many a second in the long run. */
    public record Rate(int perSecond, int burst) {
        public Rate {
            if (perSecond < 1 || burst < 1) {
                throw new IllegalArgumentException(perSecond + " a second, " + burst + " at once");
            }
        }
    }

    /** What holds where the configuration says nothing. */
    public static CallLimits usual() {
        return new CallLimits(
                new Rate(200, 400),
                new Rate(20, 100),
                1000,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(75));
    }
}
