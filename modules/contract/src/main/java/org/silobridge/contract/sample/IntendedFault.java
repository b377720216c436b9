package org.silobridge.contract.sample;

/**
 * How a row of a sample breaks its contract: the only reason there is.
 *
 * @param path the field, or the key's fields joined by a comma, as reasons name them
 * @param code of the reason that the row is to be set aside with: {@code contract.rule.range}
 */
public record IntendedFault(String path, String code) {}
