/** What files of strangers come up with. */
@NullMarked
package org.silobridge.connector.source.cap;

import org.jspecify.annotations.NullMarked;
