package org.silobridge.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.RequestId;

/**
 * A right to read.
 *
 * @param activeAt since when Kafka enforces it
 * @param endedBy an actor id, or {@code system}
 * @param withdrawnAt since when Kafka has forgotten it
 */
public record Grant(
        GrantId id,
        NamedDataset dataset,
        String topic,
        NamedDepartment department,
        NamedDepartment owner,
        RequestId request,
        List<String> groups,
        GrantState state,
        Instant approvedAt,
        Instant until,
        @Nullable Instant activeAt,
        @Nullable Instant endedAt,
        @Nullable String endedBy,
        @Nullable String endReason,
        @Nullable Instant withdrawnAt) {}
