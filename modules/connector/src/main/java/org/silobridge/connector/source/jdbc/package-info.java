/** Rows of a database's query, read through JDBC: all of them once, or on and on behind a column that grows. */
@NullMarked
package org.silobridge.connector.source.jdbc;

import org.jspecify.annotations.NullMarked;
