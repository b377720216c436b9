/** The typed client of the catalogue's REST API. */
@NullMarked
package org.silobridge.client;

import org.jspecify.annotations.NullMarked;
