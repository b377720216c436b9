/** Its tests. */
@NullMarked
package org.silobridge.connector.replay;

import org.jspecify.annotations.NullMarked;
