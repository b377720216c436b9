/** What files of strangers come up with. */
@NullMarked
package org.silobridge.connector.source.xlsx;

import org.jspecify.annotations.NullMarked;
