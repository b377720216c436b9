package org.silobridge.client;

import java.net.URI;
import org.silobridge.model.ContractName;
import org.silobridge.model.ContractVersion;

/**
 * All that a connector needs to publish a dataset.
 *
 * @param contract the contract's YAML text
 * @param schema the whole Avro schema
 * @param wireSchema the schema on the wire, registered as {@code schemaId} under {@code subject}
 * @param pseudonymKey whether the record key is a pseudonym, whose secret must be leased
 */
public record Publication(
        NamedDataset dataset,
        NamedDepartment owner,
        ContractName contractName,
        ContractVersion contractVersion,
        String contract,
        String schema,
        String wireSchema,
        int schemaId,
        String subject,
        String topic,
        String quarantineTopic,
        String positionsTopic,
        String transactionalIdPrefix,
        String kafkaBootstrapServers,
        URI registryUrl,
        boolean pseudonymKey) {}
