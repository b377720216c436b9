/** How fast publishing is: our connector, the limit, and what else could be used, side by side on one broker. */
@NullMarked
package org.silobridge.bench;

import org.jspecify.annotations.NullMarked;
