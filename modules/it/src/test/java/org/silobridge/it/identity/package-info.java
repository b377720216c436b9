/** People who log in at an issuer that is not ours. */
@NullMarked
package org.silobridge.it.identity;

import org.jspecify.annotations.NullMarked;
