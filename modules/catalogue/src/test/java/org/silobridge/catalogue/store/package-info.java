/** What the database's own package promises. */
@NullMarked
package org.silobridge.catalogue.store;

import org.jspecify.annotations.NullMarked;
