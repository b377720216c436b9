/** The connector file as records, read strictly. */
@NullMarked
package org.silobridge.connector.config;

import org.jspecify.annotations.NullMarked;
