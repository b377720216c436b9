package org.silobridge.client;

import org.jspecify.annotations.Nullable;

/**
 * That a field of a record is wrong, or that a record is missing; dataset and department by id or name.
 *
 * @param key of the record as it was read, or as it should be
 * @param field null where the record is missing
 * @param missing true, or null where a field is wrong
 * @param partition where it was read, with {@code offset}; of a missing one how far that was read
 * @param evidence what should stand there, and how that is known
 */
public record NewCorrection(
        String dataset,
        String department,
        String key,
        @Nullable String field,
        @Nullable Boolean missing,
        int partition,
        long offset,
        String evidence) {}
