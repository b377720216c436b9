/** What a department may read, from its approval to its end. */
@NullMarked
package org.silobridge.catalogue.grant;

import org.jspecify.annotations.NullMarked;
