/** What the rest of the service asks of whoever keeps Kafka in line: enforcement depends on it, never it on enforcement. */
@NullMarked
package org.silobridge.catalogue.kafka;

import org.jspecify.annotations.NullMarked;
