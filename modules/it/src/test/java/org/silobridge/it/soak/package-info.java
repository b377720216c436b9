/** A little of what {@code silobridge soak} does at length: processes killed at random points. */
@NullMarked
package org.silobridge.it.soak;

import org.jspecify.annotations.NullMarked;
