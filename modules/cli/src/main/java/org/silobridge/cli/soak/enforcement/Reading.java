package org.silobridge.cli.soak.enforcement;

import java.time.Instant;

/**
 * That a client had a record.
 *
 * @param sent when its publisher sent it
 * @param at when the client had it
 */
record Reading(String department, String topic, int partition, long offset, Instant sent, Instant at) {}
