package org.silobridge.client;

import java.time.Instant;

/**
 * A signature over what is decided.
 *
 * @param key id of the key that made it
 * @param at when, as what was signed has it
 * @param value base64
 */
public record Signature(String key, Instant at, String value) {}
