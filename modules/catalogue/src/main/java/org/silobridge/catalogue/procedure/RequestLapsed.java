package org.silobridge.catalogue.procedure;

import java.time.Instant;

/** What was missing never came. */
public record RequestLapsed(Ask ask, Instant at) implements RequestLife {
    @Override
    public Stage stage() {
        return Stage.LAPSED;
    }
}
