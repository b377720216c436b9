/** What captured changes as a source promise, on a real PostgreSQL. */
@NullMarked
package org.silobridge.connector.source.cdc;

import org.jspecify.annotations.NullMarked;
