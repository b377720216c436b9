/** Readers that are not ours, to show that the open fields need nothing of ours to be read. */
@NullMarked
package org.silobridge.it.interop;

import org.jspecify.annotations.NullMarked;
