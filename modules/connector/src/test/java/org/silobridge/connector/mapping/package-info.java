/** Its tests. */
@NullMarked
package org.silobridge.connector.mapping;

import org.jspecify.annotations.NullMarked;
