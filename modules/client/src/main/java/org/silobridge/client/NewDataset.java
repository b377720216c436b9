package org.silobridge.client;

import org.jspecify.annotations.Nullable;

/**
 * A dataset to register, as a person wrote it.
 *
 * @param contract {@code database/name}
 * @param owner id or slug of the department
 * @param freshness how old the newest record may be, ISO 8601; null for the exchange's default
 */
public record NewDataset(
        String contract, int major, String owner, @Nullable String freshness) {}
