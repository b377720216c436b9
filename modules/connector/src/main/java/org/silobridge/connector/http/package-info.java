/** The JDK's HTTP server, with the limits that it does not have by itself. */
@NullMarked
package org.silobridge.connector.http;

import org.jspecify.annotations.NullMarked;
