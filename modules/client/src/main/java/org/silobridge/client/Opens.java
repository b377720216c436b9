package org.silobridge.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a grant opens, or would once it is given, besides what comes while it holds.
 *
 * @param retention how long the topic keeps a record: an ISO 8601 duration, or {@code forever}
 * @param history which of the records written before it opens: {@code every-record} that the retention keeps, or the
 *     {@code newest-of-each-key} however old
 * @param from since when they are there, at the moment of the answer; null: since the first
 */
public record Opens(
        String topic,
        List<String> groups,
        String retention,
        String history,
        @Nullable Instant from) {}
