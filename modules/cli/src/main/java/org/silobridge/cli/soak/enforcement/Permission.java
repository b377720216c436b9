package org.silobridge.cli.soak.enforcement;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That a department might read a topic for a time.
 *
 * @param until null: it still may
 * @param healing how long, beside the bound, what it might by may stand afterwards: a right made by hand is looked for
 *     now and then only
 * @param why the grant, or the right made by hand
 */
record Permission(
        String department,
        String topic,
        Instant from,
        @Nullable Instant until,
        Duration healing,
        String why) {}
