/** A small client of the Confluent Schema Registry REST API. */
@NullMarked
package org.silobridge.contract.registry;

import org.jspecify.annotations.NullMarked;
