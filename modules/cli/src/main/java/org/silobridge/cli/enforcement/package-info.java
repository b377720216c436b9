/** A real exchange for the benchmark of enforcement. */
@NullMarked
package org.silobridge.cli.enforcement;

import org.jspecify.annotations.NullMarked;
