/** Its tests. */
@NullMarked
package org.silobridge.connector.row;

import org.jspecify.annotations.NullMarked;
