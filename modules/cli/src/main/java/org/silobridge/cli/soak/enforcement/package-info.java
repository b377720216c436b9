/**
 * Two replicas of the catalogue, Kafka, PostgreSQL and the registry killed at random moments under a stream of decisions
 * and drift: who read what is held against who might.
 */
@NullMarked
package org.silobridge.cli.soak.enforcement;

import org.jspecify.annotations.NullMarked;
