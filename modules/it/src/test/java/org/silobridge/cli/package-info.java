/** Commands against a whole exchange. */
@NullMarked
package org.silobridge.cli;

import org.jspecify.annotations.NullMarked;
