/** What a running connector tells those who watch it: metrics and health over HTTP. */
@NullMarked
package org.silobridge.connector.health;

import org.jspecify.annotations.NullMarked;
