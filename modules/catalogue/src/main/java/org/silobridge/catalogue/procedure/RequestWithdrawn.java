package org.silobridge.catalogue.procedure;

import java.time.Instant;
import org.silobridge.model.ActorId;

/** The department that asked took it back. */
public record RequestWithdrawn(Ask ask, ActorId by, Instant at) implements RequestLife {
    @Override
    public Stage stage() {
        return Stage.WITHDRAWN;
    }
}
