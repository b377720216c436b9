package org.silobridge.catalogue.clock;

import java.time.Instant;

/** That a clock turned orange or red. */
public record Warning(Colour colour, Instant at) {}
