/** Alerts of the Common Alerting Protocol 1.2 as a source. */
@NullMarked
package org.silobridge.connector.source.cap;

import org.jspecify.annotations.NullMarked;
