package org.silobridge.client;

import java.time.Instant;
import org.silobridge.model.ContractName;
import org.silobridge.model.ContractVersion;

/**
 * One published version of a contract, with its texts. It never changes.
 *
 * @param contract the YAML text
 * @param schema the whole Avro schema
 * @param wireSchema the schema on the wire
 * @param digest {@code sha256:} and hexadecimal digits
 */
public record PublishedContract(
        ContractName name,
        ContractVersion version,
        String contract,
        String schema,
        String wireSchema,
        String digest,
        Instant publishedAt) {}
