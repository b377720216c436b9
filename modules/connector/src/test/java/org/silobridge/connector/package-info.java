/** The connector's tests. */
@NullMarked
package org.silobridge.connector;

import org.jspecify.annotations.NullMarked;
