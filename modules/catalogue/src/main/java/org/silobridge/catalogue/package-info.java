/** The control plane: departments, datasets, requests, grants, enforcement on Kafka, ledger, REST API. */
@NullMarked
package org.silobridge.catalogue;

import org.jspecify.annotations.NullMarked;
