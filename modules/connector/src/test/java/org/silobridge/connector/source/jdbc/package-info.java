/** What a query as a source promises, on a real PostgreSQL. */
@NullMarked
package org.silobridge.connector.source.jdbc;

import org.jspecify.annotations.NullMarked;
