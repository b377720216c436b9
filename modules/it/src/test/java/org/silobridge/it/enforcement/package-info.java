/** Readers of every kind, and what becomes of them when their right ends. */
@NullMarked
package org.silobridge.it.enforcement;

import org.jspecify.annotations.NullMarked;
