package org.silobridge.catalogue.signing;

/**
 * A signature as it comes in with a decision. What it is over, the exchange says: {@link org.silobridge.ledger.Statement}.
 *
 * @param key id of the key
 * @param at when it was made, as the statement has it
 * @param value base64
 */
public record Signature(String key, String at, String value) {}
