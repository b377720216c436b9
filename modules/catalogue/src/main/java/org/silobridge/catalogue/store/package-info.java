/** What all stores share: the connection pool, migrations, and how values stand in columns. */
@NullMarked
package org.silobridge.catalogue.store;

import org.jspecify.annotations.NullMarked;
