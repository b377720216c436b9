package org.silobridge.catalogue.procedure;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.Reason;

/**
 * How a request was decided.
 *
 * @param by who decided; null: the rule did
 * @param confirmedBy the second person, where the contract asks for one
 * @param reason what the applicant is told
 */
public record Decision(@Nullable ActorId by, @Nullable ActorId confirmedBy, Instant at, Reason reason) {}
