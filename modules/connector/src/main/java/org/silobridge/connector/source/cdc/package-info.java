/** Changes of a PostgreSQL table as they commit, captured by Debezium's engine behind a snapshot of our own. */
@NullMarked
package org.silobridge.connector.source.cdc;

import org.jspecify.annotations.NullMarked;
