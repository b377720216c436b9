package org.silobridge.client;

import java.time.Instant;
import org.silobridge.model.ActorId;

/**
 * The session that asks.
 *
 * @param endsAt at the latest
 * @param idleMinutes after so many in which nothing is asked by it
 */
public record Session(ActorId actor, Instant madeAt, Instant endsAt, int idleMinutes) {}
