package org.silobridge.client;

import java.time.Instant;

/** A deadline of the law, for whoever has to answer. */
public record Due(Instant at, Instant orangeAt, Request.Due.Colour colour, boolean provisional) {}
