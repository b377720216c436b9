package org.silobridge.catalogue.contract;

import java.time.Instant;
import org.silobridge.model.ActorId;
import org.silobridge.model.ContractName;
import org.silobridge.model.ContractVersion;

/**
 * A contract version as it was published. It never changes.
 *
 * @param yaml the contract's text as it came in
 * @param avsc the Avro schema's text as it came in
 * @param wireSchema the derived schema of the topic, canonical text
 * @param digest {@code sha256:} and hex, over both texts
 */
public record PublishedVersion(
        ContractName name,
        ContractVersion version,
        String yaml,
        String avsc,
        String wireSchema,
        String digest,
        Instant publishedAt,
        ActorId publishedBy) {}
