/** The one exchange that the tests of this module share, with the project's real data published. */
@NullMarked
package org.silobridge.it.exchange;

import org.jspecify.annotations.NullMarked;
