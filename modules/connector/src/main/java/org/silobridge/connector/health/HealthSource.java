package org.silobridge.connector.health;

import java.util.Optional;
import org.silobridge.model.Reason;

/** What {@link HealthEndpoint} tells. Codes and numbers only. Safe for several threads. */
public interface HealthSource {
    /** In Prometheus's text exposition format, version 0.0.4. */
    String metrics();

    /** Why it does not do its work now, if it does not. */
    Optional<Reason> waitsFor();
}
