package org.silobridge.catalogue.dataset;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DatasetName;
import org.silobridge.model.DepartmentId;

/**
 * One department's feed under one major of a contract.
 *
 * @param topic its Kafka topic, fixed when it was registered
 * @param freshness how old its newest record may be
 * @param readyAt when its topic and the schemas of all versions then published stood; null while preparing
 */
public record Dataset(
        DatasetId id,
        DatasetName name,
        int major,
        DepartmentId owner,
        Duration freshness,
        String topic,
        Instant registeredAt,
        @Nullable Instant readyAt) {

    public boolean isReady() {
        return readyAt != null;
    }
}
