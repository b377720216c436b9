package org.silobridge.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key that an actor offers for their signatures.
 *
 * @param department id or slug; null: for a coordinator's decisions
 * @param publicKey base64 of its 32 bytes
 * @param at when the proof was made
 * @param proof base64: by the key, over who offers it
 */
public record NewSigningKey(@Nullable String department, String publicKey, Instant at, String proof) {}
