package org.silobridge.contract;

/**
 * A contract as it is sent and kept: its two files' texts.
 *
 * @param contract the YAML
 * @param schema the Avro schema
 */
public record ContractTexts(String contract, String schema) {}
