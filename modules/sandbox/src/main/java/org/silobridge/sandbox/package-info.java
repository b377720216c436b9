/** A whole exchange on one machine without Docker: Kafka, registry, PostgreSQL from Maven Central. */
@NullMarked
package org.silobridge.sandbox;

import org.jspecify.annotations.NullMarked;
