/** Its tests. */
@NullMarked
package org.silobridge.connector.quarantine;

import org.jspecify.annotations.NullMarked;
