/** Connectors of every kind of source, killed at random moments: what they published is judged row by row. */
@NullMarked
package org.silobridge.cli.soak.publish;

import org.jspecify.annotations.NullMarked;
