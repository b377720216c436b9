/** From values to what stands on the wire. */
@NullMarked
package org.silobridge.connector.row;

import org.jspecify.annotations.NullMarked;
