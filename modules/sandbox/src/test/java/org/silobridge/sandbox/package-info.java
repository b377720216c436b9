/** The sandbox, run for real. */
@NullMarked
package org.silobridge.sandbox;

import org.jspecify.annotations.NullMarked;
