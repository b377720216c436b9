/** The sandbox, run for real: here and not in its own module, because nearly all modules are built after that one. */
@NullMarked
package org.silobridge.sandbox;

import org.jspecify.annotations.NullMarked;
