/** Exactly once onto Kafka: records, quarantine records and positions in one transaction. */
@NullMarked
package org.silobridge.connector.publish;

import org.jspecify.annotations.NullMarked;
