package org.silobridge.contract.registry;

import org.apache.avro.Schema;

/**
 * A schema as it stands under a subject.
 *
 * @param id what the framing of values carries; the same schema under two subjects has one id
 * @param version its number under the subject, from 1
 */
public record RegisteredSchema(String subject, int version, int id, Schema schema) {}
