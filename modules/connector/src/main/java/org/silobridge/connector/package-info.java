/** The publishing process: sources, mapping, the row pipeline, exactly-once publishing, quarantine. */
@NullMarked
package org.silobridge.connector;

import org.jspecify.annotations.NullMarked;
