/** What files of strangers come up with. */
@NullMarked
package org.silobridge.connector.source.file;

import org.jspecify.annotations.NullMarked;
