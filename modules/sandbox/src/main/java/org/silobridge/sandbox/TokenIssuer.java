package org.silobridge.sandbox;

import java.net.URI;

/**
 * Whose tokens Kafka takes in the place of passwords: those for the audience {@code kafka} that name a log-in in the claim
 * {@code silobridge_login}.
 *
 * @param name as its tokens have it
 * @param keys its JWKS; it has to answer when Kafka starts
 */
public record TokenIssuer(String name, URI keys) {}
