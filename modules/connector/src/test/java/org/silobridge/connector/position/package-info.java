/** That positions are read as they were written, by this version and by earlier ones. */
@NullMarked
package org.silobridge.connector.position;

import org.jspecify.annotations.NullMarked;
