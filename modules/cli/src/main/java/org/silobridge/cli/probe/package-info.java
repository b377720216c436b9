/** Measures on a running exchange, again and again, how fast a decision bites. */
@NullMarked
package org.silobridge.cli.probe;

import org.jspecify.annotations.NullMarked;
