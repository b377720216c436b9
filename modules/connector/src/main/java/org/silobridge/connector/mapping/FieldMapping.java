package org.silobridge.connector.mapping;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one field of a contract is made. An empty text means that there is no value.
 *
 * @param nulls texts that stand for no value, such as {@code NA}
 * @param trim whether white space around a text is dropped
 * @param scale what a number is multiplied by, exactly
 * @param words texts that are replaced by others before they are read: the symbols of an enum, yes and no
 * @param format how dates and times are written; without, ISO 8601
 * @param zone where local times hold
 */
public record FieldMapping(
        Origin origin,
        List<String> nulls,
        boolean trim,
        Optional<BigDecimal> scale,
        Map<String, String> words,
        Optional<TimePattern> format,
        Optional<ZoneId> zone) {
    public FieldMapping {
        nulls = List.copyOf(nulls);
        words = Map.copyOf(words);
    }
}
