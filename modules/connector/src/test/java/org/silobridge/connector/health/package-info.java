/** Its tests. */
@NullMarked
package org.silobridge.connector.health;

import org.jspecify.annotations.NullMarked;
