package org.silobridge.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the service does, check by check: {@code up}, {@code degraded} or {@code down}. */
public record Health(String status, Map<String, Check> checks) {

    /** One thing that the service stands on. */
    public record Check(String status, @Nullable String detail) {}
}
