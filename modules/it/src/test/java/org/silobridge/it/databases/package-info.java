/** Every contract of the project, published to a whole exchange and read back. */
@NullMarked
package org.silobridge.it.databases;

import org.jspecify.annotations.NullMarked;
