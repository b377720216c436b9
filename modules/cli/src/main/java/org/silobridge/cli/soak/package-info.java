/** Long runs that kill processes at random points, and look afterwards whether anything was lost, doubled or left open. */
@NullMarked
package org.silobridge.cli.soak;

import org.jspecify.annotations.NullMarked;
