package org.silobridge.catalogue.procedure;

import java.time.Instant;
import org.silobridge.model.ActorId;

/** That the department which holds a grant asks for more time. */
public record RenewalWish(ActorId by, Instant at, Instant until, String reason) {}
