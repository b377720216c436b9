package org.silobridge.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the service does, check by check: {@code up}, {@code degraded} or {@code down}. */
public record Health(String status, Map<String, Check> checks) {

    /**
     * One thing that the service stands on.
     *
     * @param code what is wrong; null where nothing is. {@link CatalogueClient#enforcement} has the words to it
     */
    public record Check(String status, @Nullable String code) {}
}
