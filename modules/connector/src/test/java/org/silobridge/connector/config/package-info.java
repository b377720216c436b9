/** Its tests. */
@NullMarked
package org.silobridge.connector.config;

import org.jspecify.annotations.NullMarked;
