package org.silobridge.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ContractName;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DatasetName;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.Slug;

/**
 * One department's feed under a contract.
 *
 * @param name with the slug of the department that registered it, whoever owns it by now
 * @param state {@code preparing}, then {@code ready} once topic and schema stand; {@code ended} with its owner
 * @param signaturesRequired whether what gives a right to it has to be signed; null in lists
 * @param feed null in lists, and where nobody has looked yet
 * @param contractVersion the newest version whose schema is registered; null while preparing
 */
public record Dataset(
        DatasetId id,
        DatasetName name,
        LocalisedText title,
        Slug database,
        ContractName contract,
        int major,
        NamedDepartment owner,
        Duration freshness,
        String topic,
        String state,
        @Nullable ContractVersion contractVersion,
        @Nullable Integer schemaId,
        List<FieldGroup> groups,
        Instant registeredAt,
        @Nullable Instant readyAt,
        @Nullable Instant endedAt,
        @Nullable Boolean signaturesRequired,
        @Nullable Flow feed) {

    /**
     * How it flows, as Kafka reports it.
     *
     * @param newestAt when its newest record was published; null: it has none
     * @param silentSince when it should have had another; null: it is as fresh as was promised
     */
    public record Flow(
            Instant seenAt,
            @Nullable Instant newestAt,
            @Nullable Instant silentSince) {}
}
