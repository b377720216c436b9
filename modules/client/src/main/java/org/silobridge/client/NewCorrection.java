package org.silobridge.client;

/**
 * That a field of a record is wrong; dataset and department by id or name.
 *
 * @param key of the record as it was read
 * @param partition where it was read, with {@code offset}
 * @param evidence what should stand there, and how that is known
 */
public record NewCorrection(
        String dataset, String department, String key, String field, int partition, long offset, String evidence) {}
